// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.function.ObjIntConsumer;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Streams importance weights, {@code log w = log p(x given z) + log p(z) - log q(z given x)} with z
 * from q.
 */
final class ImportancePass {

    private final LatentVariableModel model;
    private final Blocks blocks;
    private final int samples;

    ImportancePass(LatentVariableModel model, Blocks blocks, int samples) {
        this.model = model;
        this.blocks = blocks;
        this.samples = samples;
    }

    void run(
            Examples examples,
            RandomKey key,
            EvaluationProgress progress,
            ObjIntConsumer<ImportanceWeights> consumer) {
        try (TensorScope scope = model.runtime().scope()) {
            Prior prior = model.prior().prepared();
            blocks.overExamples(
                    model.runtime(),
                    examples,
                    (x, first, size) -> {
                        ImportanceWeights[] weights = weights(x, prior, key.fold(first), size);
                        for (int i = 0; i < size; i++) {
                            consumer.accept(weights[i], first + i);
                        }
                        progress.advanced(Metrics.LOG_LIKELIHOOD, first + size, examples.size());
                    });
        }
    }

    private ImportanceWeights[] weights(Tensor x, Prior prior, RandomKey key, int size) {
        ImportanceWeights[] weights = new ImportanceWeights[size];
        for (int i = 0; i < size; i++) {
            weights[i] = new ImportanceWeights(samples);
        }
        Posterior q = model.encode(x, Phase.evaluation());
        blocks.overDraws(
                model.runtime(),
                q,
                key,
                size,
                samples,
                draw -> {
                    double[] logWeights = logWeights(x, prior, draw).readDoubles();
                    for (int k = 0; k < logWeights.length; k++) {
                        weights[k % size].add(logWeights[k]);
                    }
                });
        return weights;
    }

    private Tensor logWeights(Tensor x, Prior prior, Draw draw) {
        return model.decode(draw)
                .logProbability(x)
                .add(prior.logProbability(draw.z()))
                .sub(draw.logProbability());
    }
}
