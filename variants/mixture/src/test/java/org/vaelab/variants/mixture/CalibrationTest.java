// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.parts.inference.ExactInference;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.CalibrationRuns;
import org.vaelab.testkit.problem.ExactPosteriors;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Runtimes;

/** The metric calibration on a mixture, whose ranks are those of categories. */
final class CalibrationTest {

    private static final int WIDTH = 6;

    /** Of 60 runs at level 0.05, more than 11 fail with probability 5e-5. */
    @Test
    @Tag("slow")
    void theExactPosteriorPasses() {
        RandomKey key = RandomKey.of(72);
        double[] noise = key.split("bits").uniform(120 * WIDTH);
        byte[] bits = new byte[noise.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) (noise[i] < (i % WIDTH < i / WIDTH % 3 * 2 ? 0.7 : 0.3) ? 1 : 0);
        }
        Examples examples = Examples.binary(WIDTH, bits);
        GivenData data = new GivenData(examples);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            Mixture mixture =
                    StrictMapper.of(MixtureModel.class, Map.of("components", 3))
                            .create(
                                    new PartContext(
                                            runtime,
                                            key.split("model"),
                                            data,
                                            Plugins.of(List.of(new MixtureModule()))));
            ExactPosteriors.ascent(mixture, data, 30, 20);
            LatentVariableModel model =
                    new LatentVariableModel(
                            mixture, new ExactInference(), new KlRegistry(List.of()));
            int failing =
                    CalibrationRuns.failing(model, examples.first(2), key.split("runs"), 60, 200);
            assertThat(failing).isLessThanOrEqualTo(11);
        }
    }
}
