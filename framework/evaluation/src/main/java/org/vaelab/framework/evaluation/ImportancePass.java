// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
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

    ImportancePass(LatentVariableModel model, EvaluationSettings settings) {
        this.model = model;
        this.blocks = Blocks.decoding(settings.maxDecoderRows(), model.generative());
    }

    /**
     * Weighs draws for each of some examples.
     *
     * @param samples K
     * @param consumer of the weights of each example
     */
    void run(
            Examples examples,
            int samples,
            RandomKey key,
            IntConsumer progress,
            ObjIntConsumer<ImportanceWeights> consumer) {
        try (TensorScope scope = model.runtime().scope()) {
            LatentVariableModel prepared = model.with(model.generative().prepared());
            blocks.overExamples(
                    prepared,
                    examples,
                    (batch, first, size) -> {
                        ImportanceWeights[] weights =
                                weights(prepared, batch, samples, key.fold(first));
                        for (int i = 0; i < size; i++) {
                            consumer.accept(weights[i], first + i);
                        }
                        progress.accept(first + size);
                    });
        }
    }

    private ImportanceWeights[] weights(
            LatentVariableModel prepared, Batch batch, int samples, RandomKey key) {
        int size = batch.size();
        ImportanceWeights[] weights = new ImportanceWeights[size];
        for (int i = 0; i < size; i++) {
            weights[i] = new ImportanceWeights(samples);
        }
        JointPosterior q = prepared.infer(batch, key.split("inference"), Phase.evaluation());
        Blocks.overDraws(
                prepared.runtime(),
                q,
                key,
                samples,
                draw -> {
                    Tensor logPrior = prepared.logPrior(draw, batch);
                    Tensor logPosterior = draw.logProbability();
                    blocks.decode(
                            prepared.generative(),
                            batch,
                            draw,
                            (logLikelihood, from, to) -> {
                                double[] logWeights =
                                        logLikelihood
                                                .add(logPrior.slice(0, from, to))
                                                .sub(logPosterior.slice(0, from, to))
                                                .readDoubles();
                                for (int k = 0; k < logWeights.length; k++) {
                                    weights[k % size].add(logWeights[k]);
                                }
                            });
                });
        return weights;
    }
}
