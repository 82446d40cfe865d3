// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/** Estimates the evidence lower bound of each datum, with the terms that training uses. */
final class BoundPass {

    private final LatentVariableModel model;
    private final Blocks blocks;
    private final int samples;
    private final boolean exactKl;

    BoundPass(LatentVariableModel model, Blocks blocks, int samples, boolean exactKl) {
        this.model = model;
        this.blocks = blocks;
        this.samples = samples;
        this.exactKl = exactKl;
    }

    /** Means over draws, one for each datum, in nats. */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    record Terms(double[] reconstruction, List<double[]> klByFactor) {

        double[] kl() {
            double[] kl = new double[reconstruction.length];
            for (double[] factor : klByFactor) {
                for (int i = 0; i < kl.length; i++) {
                    kl[i] += factor[i];
                }
            }
            return kl;
        }

        double[] elbo() {
            double[] elbo = kl();
            for (int i = 0; i < elbo.length; i++) {
                elbo[i] = reconstruction[i] - elbo[i];
            }
            return elbo;
        }
    }

    Terms run(Examples examples, RandomKey key, EvaluationProgress progress) {
        int n = examples.size();
        Terms terms =
                new Terms(
                        new double[n],
                        model.kl().factors().stream().map(factor -> new double[n]).toList());
        try (TensorScope scope = model.runtime().scope()) {
            LatentVariableModel prepared = prepared();
            blocks.overExamples(
                    model.runtime(),
                    examples,
                    (x, first, size) -> {
                        addBlock(prepared, x, key.fold(first), first, size, terms);
                        progress.advanced(Metrics.ELBO, first + size, n);
                    });
        }
        return terms;
    }

    /** A closed form may ask for the prior itself. */
    private LatentVariableModel prepared() {
        return exactKl && model.kl().hasClosedForm()
                ? model
                : model.under(model.prior().prepared(), model.kl());
    }

    private void addBlock(
            LatentVariableModel prepared,
            Tensor x,
            RandomKey key,
            int first,
            int size,
            Terms terms) {
        Posterior q = prepared.encode(x, Phase.evaluation());
        blocks.overDraws(
                prepared.runtime(),
                q,
                key,
                size,
                samples,
                draw -> {
                    ElboTerms part = ElboTerms.of(prepared, x, q, draw, exactKl);
                    double share = (double) draw.z().shape().extent(0) / samples;
                    addTo(terms.reconstruction(), first, part.reconstruction(), share);
                    for (int i = 0; i < part.klByFactor().size(); i++) {
                        addTo(terms.klByFactor().get(i), first, part.klByFactor().get(i), share);
                    }
                });
    }

    private static void addTo(double[] sums, int first, Tensor terms, double share) {
        double[] values = terms.readDoubles();
        for (int i = 0; i < values.length; i++) {
            sums[first + i] += share * values[i];
        }
    }
}
