namespace MainImageHub.Web.Stages.Demo;

/// <summary>The demo's pictures, drawn by the project itself: nobody's photograph, nobody's product.</summary>
internal static class DemoPictures
{
    /// <summary>A mug that fills 88 % of a pure white square: passes.</summary>
    public static string Mug(string colour) => Square("#ffffff", $"""
        <g transform="translate(-324 -122) scale(1.22)">
        <path d="M330 260 h620 v620 a180 180 0 0 1 -180 180 h-260 a180 180 0 0 1 -180 -180 z" fill="{colour}"/>
        <path d="M950 380 h120 a180 180 0 0 1 0 360 h-120 v-90 h110 a90 90 0 0 0 0 -180 h-110 z" fill="{colour}"/>
        <ellipse cx="640" cy="260" rx="310" ry="70" fill="#00000033"/>
        <path d="M400 400 v420 a120 120 0 0 0 60 110" stroke="#ffffff66" stroke-width="36" fill="none" stroke-linecap="round"/>
        </g>
        """);

    /// <summary>A desk lamp, tall and thin.</summary>
    public static string Lamp(string colour) => Square("#ffffff", $"""
        <path d="M520 110 h240 l160 420 h-560 z" fill="{colour}"/>
        <rect x="615" y="530" width="50" height="520" fill="#4b5563"/>
        <rect x="430" y="1040" width="420" height="120" rx="50" fill="#374151"/>
        """);

    /// <summary>The lamp on a grey ground, as a designer's first try: breaks the white background rule.</summary>
    public static string LampOnGrey(string colour) => Square("#d9dce1", $"""
        <path d="M520 110 h240 l160 420 h-560 z" fill="{colour}"/>
        <rect x="615" y="530" width="50" height="520" fill="#4b5563"/>
        <rect x="430" y="1040" width="420" height="120" rx="50" fill="#374151"/>
        """);

    /// <summary>A backpack that fills 87 % of a pure white square: passes.</summary>
    public static string Backpack(string colour) => Square("#ffffff", $"""
        <path d="M520 200 a120 120 0 0 1 240 0" stroke="#1f2937" stroke-width="44" fill="none"/>
        <rect x="290" y="190" width="700" height="980" rx="220" fill="{colour}"/>
        <rect x="370" y="640" width="540" height="400" rx="90" fill="#00000026"/>
        <rect x="390" y="470" width="500" height="44" rx="22" fill="#00000040"/>
        <rect x="600" y="700" width="80" height="120" rx="30" fill="#f8fafc55"/>
        """);

    /// <summary>A bottle, small in its frame: breaks the fill rule.</summary>
    public static string SmallBottle(string colour) => Square("#ffffff", $"""
        <rect x="590" y="430" width="100" height="110" fill="#374151"/>
        <path d="M560 540 h160 l50 110 v230 a50 50 0 0 1 -50 50 h-160 a50 50 0 0 1 -50 -50 v-230 z" fill="{colour}"/>
        """);

    private static string Square(string ground, string shapes) =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="1280" viewBox="0 0 1280 1280"><rect width="1280" height="1280" fill="{ground}"/>{shapes}</svg>""";
}
