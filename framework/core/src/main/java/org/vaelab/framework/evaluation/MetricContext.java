// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorScope;

/**
 * What a metric is given.
 *
 * @param model trained
 * @param test the examples as evaluation sees them
 * @param settings of the evaluation
 * @param key this metric's own
 * @param subset which examples are taken where not all are
 * @param measured what was measured before, by name: the bound, its terms and log p(x)
 */
public record MetricContext(
        LatentVariableModel model,
        Examples test,
        EvaluationSettings settings,
        RandomKey key,
        ExampleSubset subset,
        Map<String, Measurement> measured) {

    /** Uses the posteriors of a block of examples. */
    @FunctionalInterface
    public interface PosteriorConsumer {

        /**
         * Uses the posteriors of the examples {@code first}, {@code first + 1}, ... of those asked
         * for; what it creates dies when it returns.
         *
         * @param q of {@code size} examples
         */
        void accept(JointPosterior q, int first, int size);
    }

    /** Copies the map in its order. */
    public MetricContext {
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    }

    /**
     * Infers the posteriors of a subset of {@code count} examples, of all if there are no more, in
     * blocks, each in a scope.
     */
    public void forEachPosterior(int count, PosteriorConsumer consumer) {
        new Blocks(settings.maxDecoderRows())
                .overExamples(
                        model,
                        subset.of(test, count),
                        (batch, first, size) ->
                                consumer.accept(
                                        model.infer(
                                                batch,
                                                key.split("inference").fold(first),
                                                Phase.evaluation()),
                                        first,
                                        size));
    }

    /** Runs a computation whose tensors die with it. */
    public void inScope(Runnable computation) {
        try (TensorScope scope = model.runtime().scope()) {
            computation.run();
        }
    }
}
