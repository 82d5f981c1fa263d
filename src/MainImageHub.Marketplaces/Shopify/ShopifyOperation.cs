namespace MainImageHub.Marketplaces.Shopify;

/// <summary>A GraphQL operation: one document, one name. Only what is needed is asked for, since Shopify charges by it.</summary>
/// <param name="Name">As in the document.</param>
/// <param name="Document">With the fragments it uses.</param>
/// <param name="Changes">A mutation: an answer that never came leaves it in doubt.</param>
internal sealed record ShopifyOperation(string Name, string Document, bool Changes = false)
{
    private const string Picture = """
        fragment Picture on Media {
          id
          status
          mediaErrors { code message details }
          preview { image { url width height } }
          ... on MediaImage { image { url width height } }
        }
        """;

    private const string Listing = """
        fragment Listing on Product {
          id
          title
          vendor
          productType
          status
          tags
          updatedAt
          variants(first: 10) { nodes { sku } }
          featuredMedia { ...Picture }
        }
        """ + "\n" + Picture;

    private const string FileParts = """
        fragment FileParts on File {
          id
          fileStatus
          fileErrors { code message details }
        }
        """;

    public static readonly ShopifyOperation Shop = new("shopOfApp", """
        query shopOfApp {
          shop { name myshopifyDomain }
          currentAppInstallation { accessScopes { handle } }
          productsCount { count }
        }
        """);

    public static readonly ShopifyOperation Listings = new("listings", """
        query listings($first: Int!, $after: String) {
          products(first: $first, after: $after, sortKey: ID) {
            nodes { ...Listing }
            pageInfo { hasNextPage endCursor }
          }
          productsCount { count }
        }
        """ + "\n" + Listing);

    public static readonly ShopifyOperation NamedListings = new("namedListings", """
        query namedListings($first: Int!, $query: String!) {
          productVariants(first: $first, query: $query) {
            nodes { sku product { ...Listing } }
          }
        }
        """ + "\n" + Listing);

    public static readonly ShopifyOperation OneListing = new("oneListing", """
        query oneListing($id: ID!) {
          product(id: $id) {
            ...Listing
            media(first: 20, sortKey: POSITION) { nodes { ...Picture } }
          }
        }
        """ + "\n" + Listing);

    /// <summary>A product's whole gallery, no more of each than tells ours from others'. 250 is the most a product can have.</summary>
    public static readonly ShopifyOperation Gallery = new("gallery", """
        query gallery($id: ID!) {
          product(id: $id) {
            title
            media(first: 250, sortKey: POSITION) {
              nodes {
                id
                ... on MediaImage { image { url } }
              }
            }
          }
        }
        """);

    public static readonly ShopifyOperation FileById = new("fileById", """
        query fileById($id: ID!) {
          node(id: $id) { ...FileParts }
        }
        """ + "\n" + FileParts);

    public static readonly ShopifyOperation FilesByName = new("filesByName", """
        query filesByName($query: String!) {
          files(first: 2, query: $query) { nodes { ...FileParts } }
        }
        """ + "\n" + FileParts);

    public static readonly ShopifyOperation JobById = new("jobById", """
        query jobById($id: ID!) {
          job(id: $id) { id done }
        }
        """);

    public static readonly ShopifyOperation CreateFile = new("createFile", """
        mutation createFile($files: [FileCreateInput!]!) {
          fileCreate(files: $files) {
            files { ...FileParts }
            userErrors { field message code }
          }
        }
        """ + "\n" + FileParts, Changes: true);

    public static readonly ShopifyOperation UpdateFiles = new("updateFiles", """
        mutation updateFiles($files: [FileUpdateInput!]!) {
          fileUpdate(files: $files) {
            files { id }
            userErrors { field message code }
          }
        }
        """, Changes: true);

    public static readonly ShopifyOperation DeleteFiles = new("deleteFiles", """
        mutation deleteFiles($ids: [ID!]!) {
          fileDelete(fileIds: $ids) {
            deletedFileIds
            userErrors { field message code }
          }
        }
        """, Changes: true);

    public static readonly ShopifyOperation MoveFirst = new("moveFirst", """
        mutation moveFirst($id: ID!, $moves: [MoveInput!]!) {
          productReorderMedia(id: $id, moves: $moves) {
            job { id done }
            mediaUserErrors { field message code }
          }
        }
        """, Changes: true);

    public static readonly ShopifyOperation Retitle = new("retitle", """
        mutation retitle($product: ProductUpdateInput!) {
          productUpdate(product: $product) {
            product { id }
            userErrors { field message }
          }
        }
        """, Changes: true);
}
