// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.Arrays;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/** Checks of models whose posterior is known. */
public final class ExactPosteriors {

    private ExactPosteriors() {}

    /**
     * Returns log p(x, z) - log q(z given x) of draws from the posterior, [K, B]: log p(x) of each
     * datum, whatever was drawn.
     */
    public static Tensor logWeights(TractableModel model, Batch batch, RandomKey key, int draws) {
        JointDraw draw = model.posterior(batch).draw(key, draws);
        return model.output(draw.values(), batch.given())
                .logProbability(batch.x())
                .add(model.logPrior(draw.values(), batch.given()))
                .sub(draw.logProbability());
    }

    /**
     * Trains a model by full expectation and maximisation.
     *
     * @param batchSize a divisor of the number of examples
     * @return what the ascent maximises, in nats for all examples together: before the first
     *     iteration and after each
     */
    public static double[] ascent(
            ExpectationMaximizable model, GivenData data, int batchSize, int iterations) {
        double[] objective = new double[iterations + 1];
        for (int i = 0; i < iterations; i++) {
            objective[i] = objective(model, data);
            iterate(model, data, batchSize);
        }
        objective[iterations] = objective(model, data);
        return objective;
    }

    /** One iteration: each batch has the same part in the statistics. */
    private static void iterate(ExpectationMaximizable model, GivenData data, int batchSize) {
        for (int from = 0; from < data.trainingSize(); from += batchSize) {
            try (TensorScope scope = model.runtime().scope()) {
                double rate = (double) batchSize / (from + batchSize);
                model.expect(data.batch(model.runtime(), from, from + batchSize), rate);
            }
        }
        model.maximize();
    }

    /** Returns the bound of all examples and the part of the parameters. */
    public static double objective(ExpectationMaximizable model, GivenData data) {
        try (TensorScope scope = model.runtime().scope()) {
            double[] bounds = model.bound(data.batch(model.runtime())).readDoubles();
            return Arrays.stream(bounds).sum() + model.parameterBound();
        }
    }
}
