//! Mathematics as readable Unicode, where that says the same.

use crate::ide::Hover;
use crate::ide::place::Place;
use crate::syntax::Math;

/// The commands that one character says.
const SYMBOLS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ϵ"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "ϕ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("times", "×"),
    ("cdot", "·"),
    ("pm", "±"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("approx", "≈"),
    ("sim", "∼"),
    ("equiv", "≡"),
    ("in", "∈"),
    ("notin", "∉"),
    ("subset", "⊂"),
    ("subseteq", "⊆"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("emptyset", "∅"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("infty", "∞"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("int", "∫"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("leftarrow", "←"),
    ("Rightarrow", "⇒"),
    ("mapsto", "↦"),
    ("ldots", "…"),
    ("dots", "…"),
    ("cdots", "⋯"),
    ("otimes", "⊗"),
    ("oplus", "⊕"),
    ("langle", "⟨"),
    ("rangle", "⟩"),
    ("ell", "ℓ"),
    ("log", "log"),
    ("exp", "exp"),
    ("sin", "sin"),
    ("cos", "cos"),
    ("max", "max"),
    ("min", "min"),
    ("left", ""),
    ("right", ""),
    (",", " "),
    (";", " "),
    (" ", " "),
    ("!", ""),
    ("quad", "  "),
];

const RAISED: (&str, &str) = ("0123456789+-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ");
const LOWERED: (&str, &str) = ("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");

pub(super) fn hover(place: Place<'_>, math: &Math) -> Option<Hover> {
    let tex = place.slice(math.tex);
    let shown = unicode(tex.trim())?;
    let says_more = shown.split_whitespace().ne(tex.split_whitespace());
    says_more.then_some(Hover { range: math.range, markdown: shown, picture: None })
}

/// TeX in Unicode; `None` where Unicode has no way to write a part of it.
fn unicode(tex: &str) -> Option<String> {
    let mut shown = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let (symbol, after) = command(rest)?;
                shown.push_str(symbol);
                rest = after;
            }
            '^' | '_' => {
                let (argument, after) = argument(rest)?;
                let letters = if c == '^' { RAISED } else { LOWERED };
                for c in argument.chars() {
                    let at = letters.0.chars().position(|letter| letter == c)?;
                    shown.push(letters.1.chars().nth(at)?);
                }
                rest = after;
            }
            '{' | '}' | '&' | '%' | '#' | '~' => return None,
            '*' | '`' | '[' | ']' | '<' => {
                shown.push('\\');
                shown.push(c);
            }
            c => shown.push(c),
        }
    }
    Some(shown)
}

/// The symbol of the command that a text begins with, and what follows it.
fn command(rest: &str) -> Option<(&'static str, &str)> {
    let word = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let end = word.max(rest.chars().next()?.len_utf8());
    let (_, symbol) = SYMBOLS.iter().find(|(name, _)| *name == &rest[..end])?;
    Some((symbol, &rest[end..]))
}

/// One character, or what stands between braces, and what follows it.
fn argument(rest: &str) -> Option<(&str, &str)> {
    match rest.strip_prefix('{') {
        Some(inner) => inner.split_once('}'),
        None => Some(rest.split_at(rest.chars().next()?.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::unicode;
    use crate::ide::hover::tests::check;

    #[test]
    fn a_formula_where_it_stands() {
        check(
            "A $\\alpha$0 \\leq x^2$ here.\n",
            expect![[r#"
            `$\alpha \leq x^2$`
            α ≤ x²"#]],
        );
        check(
            "$$\nx_1$0 + 1\n$$\n",
            expect![[r#"
            `$$
            x_1 + 1
            $$`
            x₁ + 1"#]],
        );
        // What cannot be written so that it says the same is left to the editor.
        check("A $\\frac{a$0}{b}$ here.\n", expect![["nothing"]]);
        check("A `$x^2$0$` in code.\n", expect![["nothing"]]);
        check("It costs $5$0 or $6.\n", expect![["nothing"]]);
        check("```\n$x^2$0$\n```\n", expect![["nothing"]]);
    }

    #[test]
    fn what_unicode_can_write() {
        for (tex, expected) in [
            ("O(N^2)", Some("O(N²)")),
            ("224^2 \\times 3", Some("224² × 3")),
            ("x_{i+1}^{-1}", Some("xᵢ₊₁⁻¹")),
            ("\\alpha \\leq \\beta", Some("α ≤ β")),
            ("\\left(a\\right)", Some("(a)")),
            ("\\frac{a}{b}", None),
            ("x^{\\alpha}", None),
            ("x^Q", None),
            ("\\nosuch", None),
            ("\\", None),
            ("a*b", Some("a\\*b")),
            ("", Some("")),
        ] {
            assert_eq!(unicode(tex).as_deref(), expected, "{tex}");
        }
    }
}
