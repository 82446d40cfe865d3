// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.GradientTape;

/**
 * What a regulariser says of its value: the weight of the KL for the history, and whether it needs
 * log q.
 *
 * @param terms of a batch
 * @param regularized R of such terms at one step
 * @param when the step, in messages
 */
record RegularizerClaims(
        ElboTerms terms, Function<ElboTerms, KlRegularizer.Regularized> regularized, String when) {

    /** Relative; a product and a mean of few numbers. */
    private static final double ROUNDING = 1e-9;

    /**
     * Asserts that the weight is the derivative of R in the KL. A derivative of 0 says nothing: R
     * may weigh parts of the KL, or leave some free.
     */
    void weightIsTheDerivative(TensorRuntime runtime) {
        Tensor kl = runtime.keep(terms.kl().stopGradient(), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            KlRegularizer.Regularized found = regularized.apply(withKl(terms, kl));
            double weight = found.weight().getAsDouble();
            // The tape rejects a loss that depends on nothing.
            Tensor value = found.value().mean().add(kl.sum().mul(0));
            double slope = Arrays.stream(tape.gradients(value).of(kl).readDoubles()).sum();
            if (slope != 0 && !(Math.abs(weight - slope) <= ROUNDING * (1 + Math.abs(slope)))) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%s the weight for the history is %.8g, and the derivative of R in the"
                                        + " KL is %.8g; return that as the weight",
                                when,
                                weight,
                                slope));
            }
        } finally {
            runtime.release(kl);
        }
    }

    /** Returns the terms with another KL, that of the only variable where there is one. */
    static ElboTerms withKl(ElboTerms terms, Tensor kl) {
        List<KlTerm> all = terms.klTerms();
        return new ElboTerms(
                terms.draw(),
                terms.reconstruction(),
                all.size() == 1 ? List.of(with(all.get(0), kl)) : all,
                kl);
    }

    private static KlTerm with(KlTerm term, Tensor value) {
        return new KlTerm(term.name(), value, term.source(), term.dependsOnDraws(), term.units());
    }

    /** Asserts that R is the same where log q is not known, and with it the KL. */
    void doesWithoutDensity() {
        double[] known = regularized.apply(terms).value().readDoubles();
        double[] found = regularized.apply(withoutDensity()).value().readDoubles();
        for (int i = 0; i < known.length; i++) {
            if (known[i] != found[i]) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%s R is %.8g, and %s of draws whose log q is not known, as of a Markov"
                                        + " chain: needsDensity() is false, but R uses log q or the KL;"
                                        + " return true",
                                when,
                                known[i],
                                found[i]));
            }
        }
    }

    private ElboTerms withoutDensity() {
        Tensor unknown = terms.kl().mul(Double.NaN);
        List<LatentDraw> latents =
                terms.draw().latents().stream()
                        .map(
                                latent ->
                                        new LatentDraw(
                                                latent.name(),
                                                latent.q(),
                                                Draw.of(
                                                        latent.draw().z(),
                                                        latent.draw()
                                                                .logProbability()
                                                                .mul(Double.NaN)),
                                                latent.givenOthers()))
                        .toList();
        return new ElboTerms(
                new JointDraw(latents, terms.draw().own(), terms.draw().weights()),
                terms.reconstruction(),
                terms.klTerms().stream()
                        .map(term -> with(term, term.value().mul(Double.NaN)))
                        .toList(),
                unknown);
    }
}
