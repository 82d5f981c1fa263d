using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MainImageHub.Simulator.Shopify.Graph;

/// <summary>A document that is not GraphQL, or uses a part of it that nothing here needs (directives, subscriptions).</summary>
internal sealed class GraphSyntaxException(string message) : Exception(message);

/// <summary>An operation with everything it selects. <see cref="Name"/> is empty for an anonymous one.</summary>
internal sealed record GraphOperation(bool IsMutation, string Name, IReadOnlyList<GraphVariable> Variables, IReadOnlyList<GraphSelection> Selections);

/// <param name="Type">As written: <c>ID!</c>, <c>[FileCreateInput!]!</c>.</param>
internal sealed record GraphVariable(string Name, string Type, JsonNode? Default);

internal abstract record GraphSelection;

/// <param name="Name">The field's.</param>
/// <param name="As">The alias, or the name again.</param>
/// <param name="Arguments">Values, in which <see cref="GraphParser.VariableMark"/> stands for a variable.</param>
internal sealed record GraphFieldSelection(string Name, string As, IReadOnlyDictionary<string, JsonNode?> Arguments, IReadOnlyList<GraphSelection> Selections) : GraphSelection;

/// <param name="OnType">Null on an inline fragment without a condition.</param>
internal sealed record GraphInline(string? OnType, IReadOnlyList<GraphSelection> Selections) : GraphSelection;

internal sealed record GraphSpread(string Fragment) : GraphSelection;

internal sealed record GraphFragment(string Name, string OnType, IReadOnlyList<GraphSelection> Selections);

internal sealed record GraphDocument(IReadOnlyList<GraphOperation> Operations, IReadOnlyDictionary<string, GraphFragment> Fragments);

/// <summary>Reads as much of GraphQL as clients of a shop send: operations, variables, arguments, aliases, fragments.</summary>
internal sealed class GraphParser
{
    /// <summary>A value <c>{"$": "name"}</c> stands for a variable: no input object of Shopify's has such a field.</summary>
    public const string VariableMark = "$";

    private readonly string _text;
    private int _at;

    private GraphParser(string text) => _text = text;

    public static GraphDocument Parse(string text) => new GraphParser(text).Document();

    private GraphDocument Document()
    {
        List<GraphOperation> operations = [];
        Dictionary<string, GraphFragment> fragments = new(StringComparer.Ordinal);
        while (Peek() != '\0')
        {
            if (Peek() == '{')
            {
                operations.Add(new GraphOperation(IsMutation: false, "", [], Selections()));
                continue;
            }

            var word = Name();
            if (word == "fragment")
            {
                var name = Name();
                Expect("on");
                fragments[name] = new GraphFragment(name, Name(), Selections());
            }
            else if (word is "query" or "mutation")
            {
                var name = char.IsLetter(Peek()) || Peek() == '_' ? Name() : "";
                operations.Add(new GraphOperation(word == "mutation", name, Variables(), Selections()));
            }
            else
            {
                throw Unexpected(word);
            }
        }

        return new GraphDocument(operations, fragments);
    }

    private List<GraphVariable> Variables()
    {
        List<GraphVariable> variables = [];
        if (!Take('('))
        {
            return variables;
        }

        while (!Take(')'))
        {
            Must('$');
            var name = Name();
            Must(':');
            var type = Type();
            variables.Add(new GraphVariable(name, type, Take('=') ? Value() : null));
        }

        return variables;
    }

    private string Type()
    {
        var type = Take('[') ? $"[{Inner()}]" : Name();
        return Take('!') ? type + "!" : type;

        string Inner()
        {
            var inner = Type();
            Must(']');
            return inner;
        }
    }

    private List<GraphSelection> Selections()
    {
        Must('{');
        List<GraphSelection> selections = [];
        while (!Take('}'))
        {
            selections.Add(Peek() == '.' ? Fragment() : Field());
        }

        return selections.Count > 0 ? selections : throw Unexpected("}");
    }

    private GraphSelection Fragment()
    {
        Must('.');
        Must('.');
        Must('.');
        if (Peek() == '{')
        {
            return new GraphInline(null, Selections());
        }

        var name = Name();
        return name == "on" ? new GraphInline(Name(), Selections()) : new GraphSpread(name);
    }

    private GraphFieldSelection Field()
    {
        var name = Name();
        var alias = name;
        if (Take(':'))
        {
            name = Name();
        }

        Dictionary<string, JsonNode?> arguments = new(StringComparer.Ordinal);
        if (Take('('))
        {
            while (!Take(')'))
            {
                var argument = Name();
                Must(':');
                arguments[argument] = Value();
            }
        }

        return new GraphFieldSelection(name, alias, arguments, Peek() == '{' ? Selections() : []);
    }

    private JsonNode? Value()
    {
        switch (Peek())
        {
            case '$':
                Must('$');
                return new JsonObject { [VariableMark] = Name() };
            case '"':
                return JsonValue.Create(String());
            case '[':
                Must('[');
                var list = new JsonArray();
                while (!Take(']'))
                {
                    list.Add(Value());
                }

                return list;
            case '{':
                Must('{');
                var fields = new JsonObject();
                while (!Take('}'))
                {
                    var name = Name();
                    Must(':');
                    fields[name] = Value();
                }

                return fields;
            case '-' or (>= '0' and <= '9'):
                return Number();
            default:
                return Name() switch { "true" => JsonValue.Create(true), "false" => JsonValue.Create(false), "null" => null, var word => JsonValue.Create(word) };
        }
    }

    private JsonNode Number()
    {
        var from = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '-' or '+' or '.' or 'e' or 'E'))
        {
            _at++;
        }

        var number = _text.AsSpan(from, _at - from);

        // Parsed, not created: such a value can be read as any kind of number.
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? JsonNode.Parse(number.ToString())! : throw Unexpected(number.ToString());
    }

    private string String()
    {
        Must('"');
        var text = new StringBuilder();
        while (_at < _text.Length && _text[_at] != '"')
        {
            var letter = _text[_at++];
            if (letter == '\\' && _at < _text.Length)
            {
                letter = _text[_at++] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other };
            }

            text.Append(letter);
        }

        Must('"');
        return text.ToString();
    }

    private string Name()
    {
        Peek();
        var from = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        return _at > from ? _text[from.._at] : throw Unexpected(_at < _text.Length ? _text[_at].ToString() : "end of document");
    }

    private char Peek()
    {
        // Blanks, commas and comments say nothing.
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] is ',' or '\uFEFF' or '#'))
        {
            if (_text[_at] == '#')
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else
            {
                _at++;
            }
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool Take(char letter)
    {
        if (Peek() != letter)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Must(char letter)
    {
        if (!Take(letter))
        {
            throw Unexpected(_at < _text.Length ? _text[_at].ToString() : "end of document");
        }
    }

    private void Expect(string word)
    {
        var name = Name();
        if (name != word)
        {
            throw Unexpected(name);
        }
    }

    private GraphSyntaxException Unexpected(string what)
    {
        var line = _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1;
        return new(string.Create(CultureInfo.InvariantCulture, $"syntax error, unexpected {what} at [{line}]"));
    }
}
