// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.experiments.spec.SpecReader;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

final class DataCacheTest {

    @TempDir Path temporary;

    @Test
    void theDataOfARunAreAsExactAsItComputes() throws IOException {
        Files.writeString(temporary.resolve("points.csv"), "a\n0.1\n0.2\n0.3\n");
        Path config =
                Files.writeString(
                        temporary.resolve("precision.yaml"),
                        """
                        data: {source: table, path: points.csv, test: points.csv}
                        likelihood: gaussian
                        models:
                          single: {variant: gaussian, latent: 1}
                          exact: {variant: gaussian, latent: 1, runtime: {precision: float64}}
                        """);
        ClassLoader loader = DataCacheTest.class.getClassLoader();
        SpecContext context =
                SpecContext.of(
                        Plugins.load(loader), DataLocations.ofSystem(), Backends.find(loader));
        ComparisonSpec spec = new SpecReader(context).read(config, List.of());
        DataCache cache = new DataCache(DataSource.Progress.SILENT);
        PreparedData single = cache.get(spec.firstRun("single"));
        PreparedData exact = cache.get(spec.firstRun("exact"));
        assertThat(single.test().precision()).isEqualTo(ValuePrecision.SINGLE);
        assertThat(single.train().precision()).isEqualTo(ValuePrecision.SINGLE);
        assertThat(exact.train().precision()).isEqualTo(ValuePrecision.DOUBLE);
        double[] row = new double[1];
        exact.test().read(0, row, 0);
        assertThat(row).containsExactly(0.1);
        assertThat(cache.get(spec.firstRun("exact"))).isSameAs(exact);
    }
}
