"""A right step of a document in which one thing is changed is not proved any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.document_corpus import FOLDER, steps_of, verdicts

# document, what stands there, what stands there instead (once in the document)
MUTANTS = (
    ("attention_scores.md", r"\alpha_i v_i - \alpha_i \sum_{j=1}^m", r"\alpha_i v_i + \alpha_i \sum_{j=1}^m"),
    ("cosine_similarity.ipynb", r"= c - c = 0", r"= c + c = 0"),
    ("cross_entropy_split_sum.md", r"&= -y_i + p_i \sum_{k=1}^K y_k", r"&= -y_i + p_k \sum_{k=1}^K y_k"),
    ("gaussian_mle.tex", r"\frac{1}{2v^2} \sum_{i=1}^n", r"\frac{1}{2v} \sum_{i=1}^n"),
    ("gmm_responsibilities.tex", r"\resp_{nk} x_n - N_k \mu_k", r"\resp_{nk} x_n - N \mu_k"),
    ("hessian_logistic.md",
     r"\left( h^{(i)} - y^{(i)} \right) x^{(i)}_j",
     r"\left( y^{(i)} - h^{(i)} \right) x^{(i)}_j"),
    ("kl_gaussians.tex",
     r"- \frac{1}{\sigma_1} + \frac{\sigma_1}{\sigma_2^2}",
     r"- \frac{1}{\sigma_1} + \frac{\sigma_1}{\sigma_2}"),
    ("layer_norm.md", r"\frac 1 d - \frac{n_i n_j}{d}", r"\frac 1 d - n_i n_j"),
    ("linear_regression_normal.tex", r"&= X\tp (X w - y) .", r"&= X (X w - y) ."),
    ("logistic_regression_sum.txt", r"(y_i - p_i) x_i + \lambda \theta", r"(y_i - p_i) x_i - \lambda \theta"),
    ("map_estimate.txt",
     r"\left( \frac{1}{s} \Phi^T \Phi + \frac{1}{\tau} \mathbf{I} \right)",
     r"\left( \frac{1}{s} \Phi^T \Phi + \mathbf{I} \right)"),
    ("negative_sampling.md",
     r"\sum_{k=1}^K \sigma(u_k^\top v_c)\, u_k",
     r"\sum_{k=1}^K \sigma(u_k^\top v_c)\, v_c"),
    ("negative_sampling.md",
     r"-\left(1 - \sigma(u_o^\top v_c)\right) u_o",
     r"-\left(1 - \sigma(u_o v_c)\right) u_o"),
    ("policy_gradient.md", r"= \phi_a - \sum_{b=1}^A \pi_b \phi_b", r"= \phi_a - \sum_{b=1}^A \pi_a \phi_b"),
    ("rnn_step.md", r"&= W_{hh}^\top\, \delta_t", r"&= W_{hh}\, \delta_t"),
    ("sigmoid_derivative.md", r"\sigma'(x)\,(1 - 2\sigma(x))", r"\sigma'(x)\,(1 - \sigma(x))"),
    ("softmax_cases_rows.tex", r"&= -y_j + p_j \sum_{i=1}^K y_i &&", r"&= -y_i + p_j \sum_{i=1}^K y_i &&"),
    ("softmax_cases_rows.tex", r"&= -p_i p_j && \text{if } i \neq j", r"&= -p_i^2 && \text{if } i \neq j"),
    ("softmax_jacobian_cases.md", r"\left(\delta_{ij} - p_j\right)", r"\left(\delta_{ij} - p_i\right)"),
    ("trace_identities.tex", r"\dd{\tr(A X)}{X} &= A^T,", r"\dd{\tr(A X)}{X} &= A,"),
    ("two_layer_columns.md",
     r"\left( W_2^\top \delta_2 \right) \odot \sigma'(z_1)",
     r"\left( W_2^\top \delta_2 \right) \odot \sigma(z_1)"),
    ("vec_kronecker.tex", r"\vect(A X B) = (B^\top \otimes A)", r"\vect(A X B) = (B \otimes A)"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS, ids=[f"{name} {new}" for name, _, new in MUTANTS])
def test_a_changed_step_is_not_proved(name: str, old: str, new: str, tmp_path: Path) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert text.count(old) == 1
    mutant = tmp_path / name
    mutant.write_text(text.replace(old, new), "utf-8")
    pairs = zip(steps_of(FOLDER / name), steps_of(mutant), strict=True)
    changed = next(at for at, (before, after) in enumerate(pairs) if before.rhs.text != after.rhs.text)
    assert verdicts(FOLDER / name)[changed] == "proved"
    assert verdicts(mutant)[changed] != "proved"
