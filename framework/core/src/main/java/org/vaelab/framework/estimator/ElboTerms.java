// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The evidence lower bound and its parts, for training and evaluation alike.
 *
 * <pre>
 *   log p(x) >= E_q[log p(x given z)] - KL(q(z given x) || p(z))     (Jensen)
 *            =  log p(x) - KL(q(z given x) || p(z given x))
 * </pre>
 *
 * <p>The expectation is a mean over draws. The KL has a closed form if one is known and the mode
 * allows it. Otherwise it is the mean of log q - log p over the same draws (Kingma and Welling
 * 2014, equations 6 and 7).
 *
 * @param draw the values drawn from q
 * @param reconstruction the mean of log p(x given z) over the draws, [B]
 * @param klTerms of each latent variable, or factor
 * @param kl KL(q || p), their sum, [B]
 */
public record ElboTerms(JointDraw draw, Tensor reconstruction, List<KlTerm> klTerms, Tensor kl) {

    public ElboTerms {
        klTerms = List.copyOf(klTerms);
    }

    /**
     * Infers q for a batch, draws from it and estimates the terms.
     *
     * @param key split by {@code posterior} for the draws, and by {@code inference} for what the
     *     inference needs
     * @throws IllegalArgumentException if the mode asks for closed forms that are not known
     */
    public static ElboTerms of(
            LatentVariableModel model,
            Batch batch,
            RandomKey key,
            Phase phase,
            int samples,
            KlMode mode) {
        JointDraw draw =
                model.infer(batch, key.split("inference"), phase)
                        .draw(key.split("posterior"), samples);
        return of(model, batch, draw, mode);
    }

    /**
     * Estimates the terms from values already drawn.
     *
     * @throws IllegalArgumentException if the mode asks for closed forms that are not known
     */
    public static ElboTerms of(
            LatentVariableModel model, Batch batch, JointDraw draw, KlMode mode) {
        Tensor reconstruction = draw.mean(model.output(draw, batch).logProbability(batch.x()));
        List<KlTerm> kl = KlTerms.of(model, batch, draw, mode);
        return new ElboTerms(draw, reconstruction, kl, KlTerms.sum(kl));
    }

    public KlSource klSource() {
        return KlTerms.source(klTerms);
    }

    /**
     * Returns the divergences of the units of all latent variables, which sum to the KL in closed
     * form, [B, U]: of a Normal's coordinates, of categorical variables. They are computed anew.
     *
     * @throws IllegalArgumentException if they are not known for a variable
     */
    public Tensor klByUnit() {
        List<Tensor> units = new ArrayList<>();
        for (KlTerm term : klTerms) {
            if (term.units().isEmpty()) {
                String of = term.name().isEmpty() ? "" : " (" + term.name() + ")";
                throw new IllegalArgumentException(
                        ("the KL of %s%s is not known for each unit of the latent space; take it as a"
                                        + " whole")
                                .formatted(names(draw), of));
            }
            units.add(term.units().get().get());
        }
        return Tensor.concatenate(units, -1);
    }

    private static String names(JointDraw draw) {
        return draw.latents().stream()
                .map(latent -> latent.q().getClass().getSimpleName())
                .collect(Collectors.joining(", "));
    }

    /**
     * Returns the bound; of draws whose density is not known the mean of log p(x, z), which is
     * none.
     */
    public Tensor bound() {
        return reconstruction.sub(kl);
    }

    /** Returns the terms of {@link #bound} by name. */
    public List<Objective.Term> named() {
        return klSource() == KlSource.NONE
                ? Objective.jointTerms(reconstruction, kl.neg())
                : Objective.elboTerms(reconstruction, kl);
    }
}
