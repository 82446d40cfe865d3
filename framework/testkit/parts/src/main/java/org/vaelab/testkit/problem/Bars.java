// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.List;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.family.ToyPerceptron;

/** 64 grey levels around eight prototypes, binarised anew in every batch of 20. */
public final class Bars {

    public static final int BATCH = 20;

    private static final int WIDTH = 64;

    private final RandomKey key;
    private final PreparedData data;

    public Bars(RandomKey key, int count) {
        this.key = key;
        byte[] levels = new byte[count * WIDTH];
        double[] noise = key.split("noise").uniform(levels.length);
        for (int i = 0; i < levels.length; i++) {
            boolean on = i % WIDTH / 8 == i / WIDTH % 8;
            levels[i] = (byte) (int) ((on ? 230 : 5) + 20 * noise[i]);
        }
        Examples examples = Examples.greyLevels(WIDTH, levels);
        Dataset dataset =
                Dataset.of("bars", DataShape.flat(WIDTH), examples, examples, "generated");
        data = Preparation.of(Binarization.parse("dynamic")).apply(dataset, 0);
    }

    /**
     * Returns a model with the Bernoulli likelihood and one hidden layer of 32 units.
     */
    public static ModelBlueprint.OfParts of(Plugins plugins, PosteriorPart posterior) {
        return ModelBlueprint.of(
                posterior,
                plugins.of(LikelihoodPart.class).create("bernoulli"),
                NetworkSettings.of(new ToyPerceptron(List.of(32), false)));
    }

    public AssembledModel assemble(
            TensorRuntime runtime, Plugins plugins, ModelBlueprint blueprint) {
        return blueprint.assemble(runtime, plugins, data, key.split("init"));
    }

    public TrainingOutcome train(
            AssembledModel assembled, TrainingSettings settings, History history) {
        return new Trainer(assembled, settings, key, List.of())
                .train(
                        data.batches(BATCH, key),
                        model -> 0,
                        CheckpointStore.none(),
                        history,
                        () -> false);
    }
}
