//! Tokens of providers: what they begin with, how they go on, and what proves them.
//!
//! A row names a form only where the provider documents it; forms that other
//! things have too, such as bare hexadecimal, are left to the names of settings.

use std::{ops::Range, sync::OnceLock};

use regex::bytes::Regex;

use super::{
    checksum,
    private_key::{compile, window},
    shape, web_token,
};

/// How far a token is read from where it begins.
const MAX_TOKEN: usize = 512;

/// How far from the id of a pair its secret is looked for.
const PAIR: usize = 400;

/// The pattern of a row, made ready when it is first needed.
pub(super) type Compiled = OnceLock<Option<Regex>>;

/// One form of token.
#[derive(Clone, Copy)]
pub(super) struct Provider {
    pub what: &'static str,
    /// What hits begin with; all of one case.
    pub needles: &'static [&'static str],
    /// The rest, from the start of the token on. The first group, if there is one, is the secret.
    pattern: &'static str,
    /// Where the needle stands in it.
    place: Place,
    check: fn(&str) -> bool,
    /// Whether nothing else has this form.
    pub is_sure: bool,
}

/// Where the needle stands in a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Inside,
    /// At its start; and the secret that belongs to it stands near.
    Pair,
    /// At its start; the token may be far longer than others.
    Long,
}

const fn row(
    what: &'static str,
    needles: &'static [&'static str],
    pattern: &'static str,
) -> Provider {
    Provider { what, needles, pattern, place: Place::Start, check: is_random, is_sure: true }
}

const fn checked(row: Provider, check: fn(&str) -> bool) -> Provider {
    Provider { check, ..row }
}

const fn placed(row: Provider, place: Place) -> Provider {
    Provider { place, ..row }
}

const fn unsure(row: Provider) -> Provider {
    Provider { is_sure: false, ..row }
}

#[rustfmt::skip]
pub(super) const PROVIDERS: &[Provider] = &[
    // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
    checked(row("a GitHub personal access token", &["ghp_"], "ghp_([0-9A-Za-z]{36})"), base62_sum),
    checked(row("a GitHub OAuth token", &["gho_"], "gho_([0-9A-Za-z]{36})"), base62_sum),
    checked(row("a GitHub app token", &["ghu_", "ghs_", "ghr_"], "gh[usr]_([0-9A-Za-z]{36})"), base62_sum),
    row("a GitHub fine-grained access token", &["github_pat_"], "github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}"),
    // https://docs.gitlab.com/security/tokens/#token-prefixes
    row("a GitLab token", &["glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glagent-"],
        r"gl(?:pat|dt|rt|ptt|cbt|agent)-[0-9A-Za-z_-]{20,300}(?:\.[0-9a-z]{2}\.?[0-9a-z]{7,9})?"),
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    unsure(placed(row("an AWS access key id", &["AKIA", "ASIA"], "A[KS]IA[A-Z2-7]{16}"), Place::Pair)),
    // https://docs.slack.dev/authentication/tokens
    row("a Slack token", &["xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxs-", "xoxr-"],
        "xox[bpaosr]-(?:[0-9]{9,14}-){1,3}[0-9A-Za-z]{20,40}"),
    row("a Slack app token", &["xapp-"], "xapp-[0-9]-[A-Z0-9]{9,13}-[0-9]{9,14}-[0-9a-f]{40,80}"),
    // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    row("a Slack webhook", &["hooks.slack.com/services/T"],
        "(hooks\\.slack\\.com/services/T[0-9A-Z]{8,12}/B[0-9A-Z]{8,12}/[0-9A-Za-z]{24})"),
    // https://docs.stripe.com/keys
    row("a Stripe live key", &["sk_live_", "rk_live_"], "[sr]k_live_[0-9A-Za-z]{24,247}"),
    // https://docs.stripe.com/webhooks/signature
    row("a Stripe webhook secret", &["whsec_"], "whsec_[0-9A-Za-z+/]{32,64}=?"),
    // https://cloud.google.com/docs/authentication/api-keys
    unsure(row("a Google API key", &["AIza"], "AIza[0-9A-Za-z_-]{35}")),
    // https://developers.google.com/identity/protocols/oauth2/web-server
    row("a Google OAuth client secret", &["GOCSPX-"], "GOCSPX-[0-9A-Za-z_-]{28}"),
    // https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
    checked(row("an npm token", &["npm_"], "npm_([0-9A-Za-z]{36})"), base62_sum),
    // https://docs.pypi.org/api/secrets/
    row("a PyPI token", &["pypi-AgE"], "pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[0-9A-Za-z_-]{50,400}"),
    // https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    row("a SendGrid key", &["SG."], r"SG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}"),
    // https://platform.openai.com/docs/api-reference/authentication: all hold `OpenAI` in Base64.
    placed(row("an OpenAI key", &["T3BlbkFJ"],
        "sk-(?:proj-|svcacct-|admin-)?[0-9A-Za-z_-]{20,100}T3BlbkFJ[0-9A-Za-z_-]{20,100}"), Place::Inside),
    // https://docs.claude.com/en/api/overview
    row("an Anthropic key", &["sk-ant-"], "sk-ant-(?:api|admin|oat|ort)[0-9]{2}-[0-9A-Za-z_-]{80,110}"),
    // https://huggingface.co/docs/hub/security-tokens
    row("a Hugging Face token", &["hf_"], "hf_[0-9A-Za-z]{34}"),
    // https://console.groq.com/docs/quickstart
    row("a Groq key", &["gsk_"], "gsk_[0-9A-Za-z]{52}"),
    // https://docs.digitalocean.com/reference/api/create-personal-access-token/
    row("a DigitalOcean token", &["dop_v1_", "doo_v1_", "dor_v1_"], "do[opr]_v1_[0-9a-f]{64}"),
    // https://core.telegram.org/bots/api#authorizing-your-bot
    placed(row("a Telegram bot token", &[":AA"], "[0-9]{8,10}:AA[0-9A-Za-z_-]{33}"), Place::Inside),
    // RFC 7519
    unsure(placed(checked(row("a JSON Web Token", &["eyJ"],
        r"eyJ[0-9A-Za-z_-]{10,1000}\.eyJ[0-9A-Za-z_-]{10,3000}\.[0-9A-Za-z_-]{20,1000}"), web_token::is_live), Place::Long)),
    // https://github.com/nats-io/nkeys: S, a letter for the role, Base32, a sum at the end.
    checked(row("a NATS seed", &["SUA", "SAA", "SOA", "SNA", "SCA", "SXA"], "S[UAONCX]A[A-P][A-Z2-7]{54}"), checksum::nkey),
    // https://developer.hashicorp.com/vault/docs/concepts/tokens
    row("a Vault token", &["hvs.", "hvb."], r"hv[sb]\.[0-9A-Za-z_-]{90,300}"),
    // https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
    placed(row("a Terraform Cloud token", &[".atlasv1."], r"[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_-]{60,70}"), Place::Inside),
    // https://docs.docker.com/security/access-tokens/
    row("a Docker Hub token", &["dckr_pat_", "dckr_oat_"], "dckr_(?:pat|oat)_[0-9A-Za-z_-]{27,32}"),
    // https://shopify.dev/changelog/length-of-the-shopify-access-token-is-increasing
    row("a Shopify token", &["shpat_", "shpca_", "shppa_", "shpss_"], "shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}"),
    // https://docs.databricks.com/aws/en/dev-tools/auth/pat
    row("a Databricks token", &["dapi"], "dapi[0-9a-f]{32}(?:-[0-9])?"),
    // https://grafana.com/docs/grafana/latest/administration/service-accounts/
    row("a Grafana token", &["glsa_"], "glsa_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}"),
    // https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
    row("a New Relic key", &["NRAK-"], "NRAK-[0-9A-Z]{27}"),
    // https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/
    row("a Pulumi token", &["pul-"], "pul-[0-9a-f]{40}"),
    // https://guides.rubygems.org/api-key-scopes/
    row("a RubyGems key", &["rubygems_"], "rubygems_[0-9a-f]{48}"),
    // https://learning.postman.com/docs/developer/postman-api/authentication/
    row("a Postman key", &["PMAK-"], "PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    // https://developers.brevo.com/docs/getting-started
    row("a Brevo key", &["xkeysib-"], "xkeysib-[0-9a-f]{64}-[0-9A-Za-z]{16}"),
    // https://tailscale.com/kb/1277/key-prefixes
    row("a Tailscale key", &["tskey-"], "tskey-(?:auth|api|client|oauth|webhook)-[0-9A-Za-z]{8,}-[0-9A-Za-z]{20,}"),
    // https://linear.app/developers/graphql
    row("a Linear key", &["lin_api_"], "lin_api_[0-9A-Za-z]{40}"),
    // https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
    checked(row("an Azure account key", &["AccountKey="], "AccountKey=([0-9A-Za-z+/]{86}==)"), is_own_account),
];

impl Provider {
    /// The secret that a needle at a place is a part of.
    pub fn find(&self, regex: &Compiled, text: &str, at: usize) -> Option<Range<usize>> {
        let start = if self.place == Place::Inside { token_start(text, at) } else { at };
        let length = if self.place == Place::Long { 8 * MAX_TOKEN } else { MAX_TOKEN };
        if !begins(text, start) {
            return None;
        }
        let rest = window(text, start, length);
        let anchored = || compile(&format!("\\A(?:{})", self.pattern));
        let regex = regex.get_or_init(anchored).as_ref()?;
        let groups = regex.captures(rest.as_bytes())?;
        let whole = groups.get(0)?;
        let secret = groups.get(1).unwrap_or(whole);
        if !ends(rest, whole.end()) || !(self.check)(&rest[secret.range()]) {
            return None;
        }
        let secret_of_pair = || pair(text, start, start + whole.end());
        if self.place == Place::Pair
            && let Some(range) = secret_of_pair()
        {
            return Some(range);
        }
        // What a sum was made of is shown with its prefix.
        let from = if rest[..secret.start()].ends_with('=') { secret.start() } else { 0 };
        Some(start + from..start + whole.end())
    }

    /// What a range that was found is called.
    pub fn name_of(&self, found: &str) -> &'static str {
        match self.place {
            Place::Pair if !self.needles.iter().any(|it| found.starts_with(it)) => {
                "an AWS secret access key"
            }
            _ => self.what,
        }
    }
}

/// Where the letters of a token begin that go on to a place.
fn token_start(text: &str, at: usize) -> usize {
    let near = text.as_bytes()[..at].iter().rev().take(MAX_TOKEN / 2);
    let letters = near.take_while(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
    at - letters.count()
}

/// Whether a token may begin here: not within a word, but after `\n` of a string.
fn begins(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    match before {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., last] => !last.is_ascii_alphanumeric() && *last != b'_',
        [] => true,
    }
}

fn ends(rest: &str, at: usize) -> bool {
    !rest.as_bytes().get(at).is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_')
}

/// Nobody's example: no runs of the alphabet, no words for "not real", and mixed enough.
fn is_random(token: &str) -> bool {
    !shape::is_dummy(token) && shape::entropy(token) >= 3.0
}

fn base62_sum(body: &str) -> bool {
    checksum::base62_crc32(body) && is_random(body)
}

/// The account key of the storage emulator is the same for everybody.
fn is_own_account(key: &str) -> bool {
    !key.starts_with("Eby8vdM02xNOcqFlqUwJ") && is_random(key)
}

/// The secret of an AWS access key, of forty letters near the id, where something
/// near it says so.
fn pair(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let from = text.floor_char_boundary(start.saturating_sub(PAIR));
    let near = &text[from..text.floor_char_boundary(end + PAIR)];
    if !near.to_ascii_lowercase().contains("secret") {
        return None;
    }
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/');
    let mut at = 0;
    for run in near.as_bytes().split(|it| !is_letter(*it)) {
        // Between the bytes of one character nothing can be cut.
        let word = near.get(at..at + run.len()).unwrap_or("");
        let is_random = shape::entropy(word) > 4.0 && shape::is_mixed(word);
        if word.len() == 40 && is_random && !shape::is_dummy(word) {
            return Some(from + at..from + at + 40);
        }
        at += run.len() + 1;
    }
    None
}
