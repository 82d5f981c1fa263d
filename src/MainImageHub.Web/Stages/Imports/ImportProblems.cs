using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>What imports of products refuse: a file, a mapping, a line, an order.</summary>
public static class ImportProblems
{
    public static readonly ProblemType FileMissing = new("catalogImport.fileMissing", ProblemKind.Invalid,
        "Choose a file: a multipart form with the field \"file\", a CSV, TSV or XLSX.",
        "请选择文件：使用 multipart 表单的 file 字段，支持 CSV、TSV 或 XLSX。");

    public static readonly ProblemType NotATable = new("catalogImport.notATable", ProblemKind.Unprocessable,
        "This is neither text nor an Excel workbook. Export it as CSV, TSV or XLSX.",
        "该文件既不是文本也不是 Excel 工作簿，请导出为 CSV、TSV 或 XLSX。");

    public static readonly ProblemType OldWorkbook = new("catalogImport.oldWorkbook", ProblemKind.Unprocessable,
        "This is an old .xls file, or a workbook locked by a password. Save it as .xlsx without a password.",
        "这是旧版 .xls 文件或设有密码的工作簿，请另存为无密码的 .xlsx。");

    public static readonly ProblemType NotAWorkbook = new("catalogImport.notAWorkbook", ProblemKind.Unprocessable,
        "The workbook cannot be read: it is damaged, or no .xlsx. Open it in a spreadsheet and save it as .xlsx or CSV.",
        "工作簿无法读取：文件已损坏或不是 .xlsx。请用表格软件打开后另存为 .xlsx 或 CSV。");

    public static readonly ProblemType WorkbookTooLarge = new("catalogImport.workbookTooLarge", ProblemKind.TooLarge,
        "Unpacked, the workbook would come to more than {0} MB. Save the sheet as CSV, or split it.",
        "工作簿解压后超过 {0} MB，请将工作表另存为 CSV 或拆分。");

    public static readonly ProblemType SheetUnknown = new("catalogImport.sheetUnknown", ProblemKind.Unprocessable,
        "The workbook has no sheet \"{0}\". Choose one of those that it has.",
        "工作簿中没有工作表“{0}”，请选择其中已有的工作表。");

    public static readonly ProblemType TooManyColumns = new("catalogImport.tooManyColumns", ProblemKind.Unprocessable,
        "A line has {0} columns; at most {1} can be read. Remove those that are not needed.",
        "某行有 {0} 列，最多可读取 {1} 列，请删除不需要的列。");

    public static readonly ProblemType TooManyRows = new("catalogImport.tooManyRows", ProblemKind.Unprocessable,
        "The file has more than {0} lines. Split it into several.",
        "文件超过 {0} 行，请拆分成多个文件。");

    public static readonly ProblemType QuoteOpen = new("catalogImport.quoteOpen", ProblemKind.Unprocessable,
        "From line {0} on the file cannot be read: a quotation mark is opened there and never closed, or the line is longer than 1 MB. Mend that line and upload the file again.",
        "文件从第 {0} 行起无法读取：该行的引号未闭合，或该行超过 1 MB。请修改该行后重新上传。");

    public static readonly ProblemType NoHeader = new("catalogImport.noHeader", ProblemKind.Unprocessable,
        "The file is empty: the first line has to name the columns, the products follow.",
        "文件为空：第一行应为列名，其后为商品数据。");

    public static readonly ProblemType FileGone = new("catalogImport.fileGone", ProblemKind.NotFound,
        "The uploaded file is no longer stored. Upload it again.",
        "已上传的文件不存在，请重新上传。");

    public static readonly ProblemType SenderGone = new("catalogImport.senderGone", ProblemKind.Unprocessable,
        "Whoever uploaded this file is no longer a member. Upload it yourself.",
        "上传该文件的成员已不在工作区，请由您重新上传。");

    public static readonly ProblemType NotYours = new("catalogImport.notYours", ProblemKind.Forbidden,
        "Only whoever uploaded this file, or a member who works on every store and brand, may go on with it.",
        "只有上传该文件的成员，或负责全部店铺与品牌的成员，才能继续处理。");

    public static readonly ProblemType Busy = new("catalogImport.busy", ProblemKind.Conflict,
        "The file is being read or taken at this moment. Wait until that is done.",
        "文件正在读取或导入中，请等待完成。");

    public static readonly ProblemType Ended = new("catalogImport.ended", ProblemKind.Conflict,
        "This import is over. Upload the file again to change something.",
        "该导入已结束。如需更改，请重新上传文件。");

    public static readonly ProblemType NotChecked = new("catalogImport.notChecked", ProblemKind.Conflict,
        "Say first which column is what, and have the lines checked.",
        "请先指定各列含义并检查数据。");

    public static readonly ProblemType NothingToTake = new("catalogImport.nothingToTake", ProblemKind.Unprocessable,
        "No line would change anything: {0} are as they are here already, {1} are at fault.",
        "没有需要导入的行：{0} 行与现有数据相同，{1} 行有误。");

    public static readonly ProblemType Faulty = new("catalogImport.faulty", ProblemKind.Unprocessable,
        "{0} lines are at fault, and nothing was taken. Mend them and upload the file again, or have only the good lines taken (over the API: onlyGood).",
        "有 {0} 行有误，未导入任何数据。请修改后重新上传，或只导入正确的行（API：onlyGood）。");

    public static readonly ProblemType ChangedMeanwhile = new("catalogImport.changedMeanwhile", ProblemKind.Conflict,
        "What some lines are about was changed by somebody since they were checked: {0}. Nothing was taken, and the lines are checked once more. Look through the result again.",
        "检查之后，部分行涉及的内容已被他人更改：{0}。未导入任何数据，正在重新检查，请再次确认结果。");

    public static readonly ProblemType MappingCount = new("catalogImport.mappingCount", ProblemKind.Invalid,
        "The file has {0} columns, and {1} were said something of. Name a field, or null, for each in its order.",
        "文件有 {0} 列，但指定了 {1} 列。请按顺序为每列指定字段，或填 null。");

    public static readonly ProblemType FieldUnknown = new("catalogImport.fieldUnknown", ProblemKind.Invalid,
        "\"{0}\" is not a field. Use one of: {1}.",
        "“{0}”不是有效字段。可用字段：{1}。");

    public static readonly ProblemType FieldTwice = new("catalogImport.fieldTwice", ProblemKind.Unprocessable,
        "Two columns are said to be the same: {0} and {1}. Leave one of them out.",
        "两列被指定为同一字段：{0} 和 {1}。请去掉其中一列。");

    public static readonly ProblemType SkuColumnMissing = new("catalogImport.skuColumnMissing", ProblemKind.Unprocessable,
        "Say which column is the SKU: without it nobody knows which product a line is about.",
        "请指定 SKU 列，否则无法确定每行对应的商品。");

    public static readonly ProblemType NothingMapped = new("catalogImport.nothingMapped", ProblemKind.Unprocessable,
        "Only the SKU is known. Say of at least one more column what it is.",
        "目前只指定了 SKU，请至少再指定一列。");

    public static readonly ProblemType StoreMissing = new("catalogImport.storeMissing", ProblemKind.Unprocessable,
        "The file names listings, but not whose they are: a listing belongs to a store. Choose the store of the whole file, say which column names it, or leave the columns about listings out.",
        "文件包含刊登信息，但未说明属于哪个店铺。请为整个文件选择店铺、指定店铺列，或去掉与刊登有关的列。");

    public static readonly ProblemType LocaleInvalid = new("catalogImport.localeInvalid", ProblemKind.Invalid,
        "A language is written as en-US or de, with at most {0} characters.",
        "语言请写成 en-US 或 de，最多 {0} 个字符。");
}

/// <summary>What can be wrong with one line, and what to do.</summary>
public static class LineProblems
{
    public static readonly ProblemType CellCount = new("line.cellCount", ProblemKind.Unprocessable,
        "The line has {0} cells, the header {1}. A comma or a tab inside a text needs quotation marks around it.",
        "该行有 {0} 个单元格，表头有 {1} 个。文本中的逗号或制表符需要用引号括起。");

    public static readonly ProblemType SkuMissing = new("line.skuMissing", ProblemKind.Unprocessable,
        "The line has no SKU. Enter one, or delete the line.",
        "该行没有 SKU。请填写或删除该行。");

    public static readonly ProblemType TooLong = new("line.tooLong", ProblemKind.Unprocessable,
        "The text has {0} characters; at most {1} can be kept. Shorten it.",
        "文本有 {0} 个字符，最多 {1} 个，请缩短。");

    public static readonly ProblemType TooMany = new("line.tooMany", ProblemKind.Unprocessable,
        "At most {0} can be kept. Leave some out.",
        "最多保留 {0} 个，请删减。");

    public static readonly ProblemType TitleMissing = new("line.titleMissing", ProblemKind.Unprocessable,
        "{0} is a new product and needs a title. Enter one, or correct the SKU.",
        "{0} 是新商品，需要标题。请填写标题或更正 SKU。");

    public static readonly ProblemType Contradicts = new("line.contradicts", ProblemKind.Unprocessable,
        "Line {0} says something else about the same thing: \"{1}\". Make both lines agree, or delete one.",
        "第 {0} 行对同一内容的写法不同：“{1}”。请统一两行或删除其中一行。");

    public static readonly ProblemType MarketplaceUnknown = new("line.marketplaceUnknown", ProblemKind.Unprocessable,
        "\"{0}\" is not a marketplace that is known here. Known are: {1}.",
        "“{0}”不是已知平台。可用：{1}。");

    public static readonly ProblemType SiteUnknown = new("line.siteUnknown", ProblemKind.Unprocessable,
        "{0} has no site \"{1}\". Its sites: {2}.",
        "{0} 没有站点“{1}”。可用站点：{2}。");

    public static readonly ProblemType SiteAlone = new("line.siteAlone", ProblemKind.Unprocessable,
        "A site needs its marketplace: write amazon/US, or enter the marketplace in its own column.",
        "站点需要注明平台：请写成 amazon/US，或在平台列填写平台。");

    public static readonly ProblemType StoreUnknown = new("line.storeUnknown", ProblemKind.Unprocessable,
        "There is no store \"{0}\". The stores here: {1}.",
        "没有名为“{0}”的店铺。现有店铺：{1}。");

    public static readonly ProblemType StoreElsewhere = new("line.storeElsewhere", ProblemKind.Unprocessable,
        "The store {0} is on {1}, not on {2}. Correct one of them.",
        "店铺 {0} 属于 {1}，而不是 {2}。请更正其中一项。");

    public static readonly ProblemType StoreMissing = new("line.storeMissing", ProblemKind.Unprocessable,
        "The line names a listing, but no store. Stores that it could be: {0}.",
        "该行包含刊登但没有店铺。可能的店铺：{0}。");

    public static readonly ProblemType StoreOutside = new("line.storeOutside", ProblemKind.Forbidden,
        "The store {0} is not one of those that your membership is narrowed to.",
        "店铺 {0} 不在您的店铺权限范围内。");

    public static readonly ProblemType BrandOutside = new("line.brandOutside", ProblemKind.Forbidden,
        "{0} is, or would become, of a brand that your membership does not work on: {1}.",
        "{0} 的品牌（或更改后的品牌）不在您的权限范围内：{1}。");

    public static readonly ProblemType ListingIdMissing = new("line.listingIdMissing", ProblemKind.Unprocessable,
        "{0} has no listing in {1} yet, so the line needs the marketplace's own id for it (on Amazon the ASIN).",
        "{0} 在 {1} 尚无刊登，因此需要填写平台商品编号（Amazon 为 ASIN）。");

    public static readonly ProblemType ListingOtherId = new("line.listingOtherId", ProblemKind.Unprocessable,
        "{0} is listed in {1} as {2} already. An id that changed is read from the store; correct the line, or add the second listing by hand.",
        "{0} 在 {1} 的刊登编号为 {2}。编号变更会从店铺读取；请更正该行，或手动添加第二个刊登。");

    public static readonly ProblemType ListingOfAnother = new("line.listingOfAnother", ProblemKind.Unprocessable,
        "That listing is the product {0}'s. Correct the SKU or the id.",
        "该刊登属于商品 {0}。请更正 SKU 或商品编号。");

    public static readonly ProblemType SlotUnknown = new("line.slotUnknown", ProblemKind.Unprocessable,
        "\"{0}\" is not a slot. Use MAIN, or PT01 to PT08 for the further pictures.",
        "“{0}”不是有效图位。请使用 MAIN，或 PT01 至 PT08。");

    public static readonly ProblemType OwnerUnknown = new("line.ownerUnknown", ProblemKind.Unprocessable,
        "\"{0}\" is not an active member. Use the e-mail address of one of: {1}.",
        "“{0}”不是有效成员。请使用以下成员的邮箱：{1}。");

    public static readonly ProblemType DateInvalid = new("line.dateInvalid", ProblemKind.Unprocessable,
        "\"{0}\" is not a date that can mean one day only. Write 2026-11-21.",
        "“{0}”不是明确的日期，请写成 2026-11-21。");

    public static readonly ProblemType MetricUnknown = new("line.metricUnknown", ProblemKind.Unprocessable,
        "\"{0}\" is not a metric. Use ctr, conversion or revenue.",
        "“{0}”不是有效指标。请使用 ctr、conversion 或 revenue。");

    public static readonly ProblemType MetricMissing = new("line.metricMissing", ProblemKind.Unprocessable,
        "A target value needs its metric: ctr, conversion or revenue.",
        "目标值需要注明指标：ctr、conversion 或 revenue。");

    public static readonly ProblemType RateInvalid = new("line.rateInvalid", ProblemKind.Unprocessable,
        "\"{0}\" is not a rate. Write it with a percent sign, such as 1.5%; revenue as a plain number.",
        "“{0}”不是有效比率。请带百分号，如 1.5%；销售额请写普通数字。");

    public static readonly ProblemType CampaignNameMissing = new("line.campaignNameMissing", ProblemKind.Unprocessable,
        "A campaign's days are given, but not its name.",
        "填写了活动日期但没有活动名称。");

    public static readonly ProblemType Retiring = new("line.retiring", ProblemKind.Unprocessable,
        "This main image is being retired, so its brief does not change any more.",
        "该主图正在下架，其需求不再更改。");
}
