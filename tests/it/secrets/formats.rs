//! Documented formats as data: what stands where in a token, without the letters.

/// Formats without a checksum that anybody documents: name, form, where it is documented.
/// In a form `{kind:count}` stands for random letters of an alphabet (see `tokens::alphabet`).
pub const PLAIN: &[(&str, &str, &str)] = &[
    // docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
    ("github-fine", "github_pat_11{up:20}_{an:59}", "docs.github.com"),
    // docs.gitlab.com/security/tokens/#token-prefixes
    ("gitlab-pat", "glpat-{url:20}", "docs.gitlab.com"),
    ("gitlab-deploy", "gldt-{url:20}", "docs.gitlab.com"),
    ("gitlab-runner", "glrt-{url:20}", "docs.gitlab.com"),
    ("gitlab-trigger", "glptt-{hex:40}", "docs.gitlab.com"),
    ("gitlab-feed", "glft-{url:20}", "docs.gitlab.com"),
    ("gitlab-agent", "glagent-{an:50}", "docs.gitlab.com"),
    ("gitlab-oauth", "gloas-{hex:64}", "docs.gitlab.com"),
    // doc.rust-lang.org/cargo/reference/registries.html and rust-lang/crates.io: `cio` and 32
    ("crates", "cio{an:32}", "crates.io"),
    // guides.rubygems.org/api-key-scopes
    ("rubygems", "rubygems_{hex:48}", "guides.rubygems.org"),
    // docs.docker.com/security/access-tokens
    ("docker-pat", "dckr_pat_{url:27}", "docs.docker.com"),
    // docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    ("aws-secret", "{b64:40}", "docs.aws.amazon.com"),
    ("aws-session", "IQoJb3JpZ2luX2Vj{b64:260}==", "docs.aws.amazon.com"),
    ("aws-id-example", "AKIA{b32:9}EXAMPLE", "docs.aws.amazon.com"),
    ("aws-secret-example", "{b64:30}EXAMPLEKEY", "docs.aws.amazon.com"),
    // cloud.google.com/docs/authentication/api-keys
    ("gcp-api-key", "AIzaSy{url:33}", "cloud.google.com"),
    ("gcp-oauth-secret", "GOCSPX-{url:28}", "cloud.google.com"),
    // learn.microsoft.com/entra/identity-platform (client secrets of 40 letters, `Q~` in them)
    ("azure-client-secret", "{an:3}8Q~{aad:34}", "learn.microsoft.com"),
    ("azure-sas-signature", "{an:42}%3D", "learn.microsoft.com/rest/api/storageservices"),
    ("azure-devops", "{low32:52}", "learn.microsoft.com"),
    // docs.digitalocean.com/reference/api/create-personal-access-token
    ("digitalocean", "dop_v1_{hex:64}", "docs.digitalocean.com"),
    ("digitalocean-oauth", "doo_v1_{hex:64}", "docs.digitalocean.com"),
    // developers.cloudflare.com/fundamentals/api/get-started
    ("cloudflare", "{url:40}", "developers.cloudflare.com"),
    ("cloudflare-global", "{hex:37}", "developers.cloudflare.com"),
    // devcenter.heroku.com/articles/authentication
    ("heroku", "HRKU-AA{url:58}", "devcenter.heroku.com"),
    // fly.io/docs/security/tokens
    ("fly", "FlyV1 fm2_{b64:160}", "fly.io/docs"),
    // vercel.com/docs/rest-api, docs.netlify.com/api/get-started, techdocs.akamai.com/linode-api
    ("vercel", "{an:24}", "vercel.com/docs"),
    ("netlify", "nfp_{an:36}", "docs.netlify.com"),
    ("linode", "{hex:64}", "techdocs.akamai.com"),
    // docs.slack.dev/authentication/tokens and /messaging/sending-messages-using-incoming-webhooks
    ("slack-bot", "xoxb-{nz:12}-{nz:13}-{an:24}", "docs.slack.dev"),
    ("slack-user", "xoxp-{nz:12}-{nz:12}-{nz:13}-{hex:32}", "docs.slack.dev"),
    ("slack-app", "xapp-1-A{up:10}-{nz:13}-{hex:64}", "docs.slack.dev"),
    ("slack-hook", "https://hooks.slack.com/services/T{up:10}/B{up:10}/{an:24}", "docs.slack.dev"),
    ("slack-signing", "{hex:32}", "docs.slack.dev"),
    // discord.com/developers/docs/reference#authentication and /resources/webhook
    ("discord-hook", "https://discord.com/api/webhooks/{nz:19}/{url:68}", "discord.com/developers"),
    // core.telegram.org/bots/api#authorizing-your-bot
    ("telegram", "{nz:10}:AA{url:33}", "core.telegram.org"),
    // docs.stripe.com/keys and /webhooks
    ("stripe-live", "sk_live_51{an:97}", "docs.stripe.com"),
    ("stripe-live-short", "sk_live_{an:24}", "docs.stripe.com"),
    ("stripe-restricted", "rk_live_51{an:97}", "docs.stripe.com"),
    ("stripe-hook", "whsec_{an:32}", "docs.stripe.com"),
    ("stripe-test", "sk_test_51{an:97}", "docs.stripe.com"),
    ("stripe-public", "pk_live_51{an:97}", "docs.stripe.com"),
    // developer.paypal.com/api/rest/authentication
    ("paypal-secret", "E{url:79}", "developer.paypal.com"),
    // developer.squareup.com/docs/build-basics/access-tokens
    ("square", "EAAA{url:60}", "developer.squareup.com"),
    ("square-secret", "sq0csp-{url:43}", "developer.squareup.com"),
    // shopify.dev/docs/apps/build/authentication-authorization
    ("shopify", "shpat_{hex:32}", "shopify.dev"),
    ("shopify-shared", "shpss_{hex:32}", "shopify.dev"),
    // www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    ("sendgrid", "SG.{url:22}.{url:43}", "www.twilio.com"),
    // documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt
    ("mailgun", "key-{hex:32}", "documentation.mailgun.com"),
    ("mailgun-new", "{hex:32}-{hex:8}-{hex:8}", "documentation.mailgun.com"),
    // mailchimp.com/developer/marketing/guides/quick-start, postmarkapp.com/developer/api/overview
    ("mailchimp", "{hex:32}-us{nz:1}", "mailchimp.com/developer"),
    ("postmark", "{uuid}", "postmarkapp.com/developer"),
    // www.twilio.com/docs/iam/api-keys
    ("twilio-account", "AC{hex:32}", "www.twilio.com"),
    ("twilio-key", "SK{hex:32}", "www.twilio.com"),
    ("twilio-token", "{hex:32}", "www.twilio.com"),
    // platform.openai.com/docs/api-reference/authentication
    ("openai", "sk-proj-{url:74}T3BlbkFJ{url:74}", "platform.openai.com"),
    ("openai-old", "sk-{an:20}T3BlbkFJ{an:20}", "platform.openai.com"),
    // docs.anthropic.com/en/api/admin-api, huggingface.co/docs/hub/security-tokens
    ("anthropic", "sk-ant-api03-{url:93}AA", "docs.anthropic.com"),
    ("huggingface", "hf_{alpha:34}", "huggingface.co/docs"),
    ("replicate", "r8_{an:37}", "replicate.com/docs"),
    ("cohere", "{an:40}", "docs.cohere.com"),
    // docs.datadoghq.com/account_management/api-app-keys, docs.newrelic.com/docs/apis
    ("datadog-api", "{hex:32}", "docs.datadoghq.com"),
    ("datadog-app", "{hex:40}", "docs.datadoghq.com"),
    ("newrelic-user", "NRAK-{up:27}", "docs.newrelic.com"),
    ("newrelic-license", "{hex:36}NRAL", "docs.newrelic.com"),
    // docs.sentry.io/account/auth-tokens
    ("sentry-user", "sntryu_{hex:64}", "docs.sentry.io"),
    ("sentry-dsn", "https://{hex:32}@o{nz:6}.ingest.sentry.io/{nz:7}", "docs.sentry.io"),
    // grafana.com/docs/grafana-cloud/security-and-account-management
    // support.pagerduty.com/docs/api-access-keys, docs.honeycomb.io/configure/environments
    ("pagerduty", "u+{url:18}", "support.pagerduty.com"),
    ("pagerduty-integration", "{hex:32}", "support.pagerduty.com"),
    ("honeycomb", "{an:22}", "docs.honeycomb.io"),
    // developer.hashicorp.com/vault/docs/concepts/tokens and /terraform/cloud-docs/users-teams-organizations/api-tokens
    ("vault", "hvs.CAESI{url:85}", "developer.hashicorp.com"),
    ("vault-old", "s.{an:24}", "developer.hashicorp.com"),
    ("terraform-cloud", "{an:14}.atlasv1.{url:67}", "developer.hashicorp.com"),
    // kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens
    ("kubeadm", "{low:6}.{low:16}", "kubernetes.io/docs"),
    // github.com/fernet/spec
    ("fernet", "{url:43}=", "github.com/fernet/spec"),
    // docs.doppler.com/reference/auth-token-formats
    ("doppler", "dp.pt.{an:43}", "docs.doppler.com"),
    ("doppler-service", "dp.st.prd.{an:43}", "docs.doppler.com"),
    // www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens
    ("pulumi", "pul-{hex:40}", "www.pulumi.com"),
    // docs.databricks.com/dev-tools/auth/pat
    ("databricks", "dapi{hex:32}", "docs.databricks.com"),
    // tailscale.com/kb/1085/auth-keys
    ("tailscale", "tskey-auth-k{an:11}CNTRL-{an:32}", "tailscale.com/kb"),
    ("tailscale-api", "tskey-api-k{an:11}CNTRL-{an:32}", "tailscale.com/kb"),
    // ngrok.com/docs/agent: an id of 27 and a secret of 21 or 22
    ("ngrok", "2{an:26}_{an:21}", "ngrok.com/docs"),
    // linear.app/developers, developers.notion.com/docs/authorization, airtable.com/developers
    ("linear", "lin_api_{an:40}", "linear.app/developers"),
    ("notion", "ntn_{nz:11}{an:35}", "developers.notion.com"),
    ("airtable", "pat{an:14}.{hex:64}", "airtable.com/developers"),
    // support.atlassian.com/atlassian-account/docs/manage-api-tokens
    ("atlassian", "ATATT3xFfGF0{url:171}={HEX:8}", "support.atlassian.com"),
    // docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens
    ("sonar", "sqp_{hex:40}", "docs.sonarsource.com"),
    ("sonar-user", "squ_{hex:40}", "docs.sonarsource.com"),
    // docs.planetscale.com, supabase.com/docs/guides/api/api-keys
    ("planetscale", "pscale_tkn_{url:43}", "planetscale.com/docs"),
    ("planetscale-password", "pscale_pw_{url:43}", "planetscale.com/docs"),
    ("supabase", "sbp_{hex:40}", "supabase.com/docs"),
    // learning.postman.com/docs/developer/postman-api
    ("postman", "PMAK-{hex:24}-{hex:34}", "learning.postman.com"),
    ("artifactory", "AKCp{an:69}", "jfrog.com/help"),
    ("buildkite", "bkua_{hex:40}", "buildkite.com/docs"),
    ("circleci", "CCIPAT_{an:22}_{hex:40}", "circleci.com/docs"),
    // Public ids, which are no secrets.
    ("facebook-app-id", "{nz:16}", "developers.facebook.com"),
    ("nats-public", "U{b32:55}", "docs.nats.io"),
    ("age-recipient", "age1{bech:58}", "github.com/C2SP/C2SP"),
    // What a checksum or digest looks like.
    ("sha1", "{hex:40}", "git-scm.com/docs"),
    ("md5", "{hex:32}", "RFC 1321"),
    ("sha256", "{hex:64}", "FIPS 180-4"),
    ("sha512", "{hex:128}", "FIPS 180-4"),
    ("sri", "sha512-{b64:86}==", "www.w3.org/TR/SRI"),
    ("gosum", "h1:{b64:43}=", "go.dev/ref/mod"),
    ("fingerprint", "SHA256:{b64:43}", "man ssh-keygen"),
    ("short-sha", "{hex:12}", "git-scm.com/docs"),
    ("uuid", "{uuid}", "RFC 9562"),
    ("bcrypt", "$2y$10${bcrypt:53}", "man crypt(5)"),
    ("bcrypt-b", "$2b$12${bcrypt:53}", "man crypt(5)"),
    ("apr1-doubled", "$$apr1$${an:8}$${bcrypt:22}", "docs.docker.com/compose"),
    ("apr1", "$apr1${an:8}${bcrypt:22}", "httpd.apache.org"),
    ("sha512-crypt", "$6${an:16}${bcrypt:86}", "man crypt(5)"),
    ("argon2", "$argon2id$v=19$m=65536,t=3,p=4${b64:22}${b64:43}", "RFC 9106"),
    ("pbkdf2", "pbkdf2_sha256$600000${an:22}${b64:43}=", "docs.djangoproject.com"),
    ("scram", "SCRAM-SHA-256$4096:{b64:22}==${b64:43}=:{b64:43}=", "www.postgresql.org/docs"),
];
