// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.standard.NoSettings;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;

/** 64 grey levels around eight prototypes, binarised anew in every batch of 20. */
final class Bars {

    static final int BATCH = 20;
    static final Plugins PLUGINS = Plugins.load(Bars.class.getClassLoader());

    private static final int WIDTH = 64;

    private final RandomKey key;
    private final PreparedData data;

    /** Draws the data. */
    Bars(RandomKey key, int count) {
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
        data = Binarization.parse("dynamic").apply(dataset, 0);
    }

    /** Assembles a variant with a Bernoulli likelihood and one hidden layer of 32 units. */
    AssembledModel assemble(
            TensorRuntime runtime,
            Chosen<Variant<?>> variant,
            Optional<Chosen<PosteriorFactory<?>>> posterior,
            Schedule klWeight) {
        return new ModelBlueprint(
                        variant,
                        posterior,
                        Optional.empty(),
                        Optional.empty(),
                        new Chosen<>(
                                "bernoulli",
                                PLUGINS.likelihoods().get("bernoulli"),
                                new NoSettings()),
                        new NetworkSettings(null, List.of(32), null, null, null),
                        klWeight)
                .assemble(runtime, PLUGINS, data, key.split("init"));
    }

    /** Trains to the end. */
    TrainingOutcome train(
            AssembledModel assembled, TrainingSettings settings, SmallProblem.History history) {
        return new Trainer(assembled.model(), assembled.estimator(), settings, key)
                .train(
                        data.batches(BATCH, key),
                        model -> 0,
                        CheckpointStore.none(),
                        history,
                        () -> false);
    }
}
