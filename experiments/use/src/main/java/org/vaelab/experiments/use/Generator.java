// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * A model whose encoder and generator are used separately, with the summary of its data.
 *
 * @param data the summary of the training data
 * @param test the test examples, from which a condition may be taken
 * @param progress receives how many examples are done
 */
record Generator(
        LatentVariableModel model,
        DataSummary data,
        Supplier<Examples> test,
        EvaluationProgress progress) {

    ExampleValues values() {
        return ExampleValues.of(data);
    }

    /** Returns walks through the latent space. */
    LatentWalks walks(OutputValues output) {
        return new LatentWalks(model, data, test, output);
    }

    /** Returns the columns of a condition by name; they belong to the open scope. */
    Map<String, Tensor> given(Condition chosen, int n, RandomKey key) throws IOException {
        return condition().of(chosen, n, key, model.runtime());
    }

    ConditionOption condition() {
        return new ConditionOption(model.generative(), data, test);
    }
}
