// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

final class ConditionOptionTest {

    private static final int DRAWS = 4000;

    @TempDir Path folder;

    /**
     * 12 training rows of 'a' to 4 of 'b'. A share of 4,000 draws is within 5 standard errors but
     * once in 1.7 million.
     */
    @Test
    void labelsThatAreNotGivenHaveTheirShares() throws IOException {
        Files.writeString(folder.resolve("l.csv"), "x,c\n" + "1,a\n0,a\n1,a\n0,b\n".repeat(4));
        Path config =
                Files.writeString(
                        folder.resolve("c.yaml"),
                        """
                        data: {source: table, path: l.csv, test: l.csv, label: c, domain: binary}
                        network: {hidden: [2]}
                        models: {m: {variant: gaussian, latent: 1, condition: c}}
                        """);
        ClassLoader loader = ConditionOptionTest.class.getClassLoader();
        Plugins plugins = Plugins.load(loader);
        Backends backends = Backends.find(loader);
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        PreparedData data = new DataCache(DataSource.Progress.SILENT).get(spec);
        try (TensorRuntime runtime = spec.runtime().open(backends)) {
            ConditionOption option =
                    new ConditionOption(
                            spec.assemble(runtime, plugins, data).model().generative(), data);
            Tensor drawn = option.of(Condition.drawn(), DRAWS, RandomKey.of(1), runtime).get("c");
            double[] share = drawn.mean(0).readDoubles();
            double error = Math.sqrt(0.75 * 0.25 / DRAWS);
            assertThat(share[0]).isBetween(0.75 - 5 * error, 0.75 + 5 * error);
            Tensor each =
                    option.of(Condition.read(List.of("each")), 4, RandomKey.of(1), runtime)
                            .get("c");
            assertThat(each.readDoubles()).containsExactly(1, 0, 0, 1, 1, 0, 0, 1);
        }
    }
}
