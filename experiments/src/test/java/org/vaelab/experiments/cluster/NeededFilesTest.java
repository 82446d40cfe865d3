// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.plan.Job;
import org.vaelab.experiments.plan.Plans;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

final class NeededFilesTest {

    private static final ClassLoader LOADER = NeededFilesTest.class.getClassLoader();

    @TempDir Path folder;

    private Map<String, Path> needed(String data) throws Exception {
        Path config =
                Files.writeString(
                        folder.resolve("c.yaml"),
                        "name: c\ndata: "
                                + data
                                + "\nmodels: {vae: {variant: gaussian, latent: 2}}");
        DataLocations locations =
                DataLocations.of(Map.of("VAELAB_DATA", folder.toString()), new Properties());
        Plugins plugins = Plugins.load(LOADER);
        SpecContext context = SpecContext.of(plugins, locations, Backends.find(LOADER));
        List<Job> jobs =
                new SpecReader(context)
                        .read(config, List.of(), Optional.empty()).runs().stream()
                                .map(run -> new Job(Plans.of(run), run))
                                .toList();
        return NeededFiles.of(jobs, locations);
    }

    @Test
    void filesThatSettingsNameAndNamedDataSetsAreNeeded() throws Exception {
        Path array = Files.createFile(folder.resolve("a.npz"));
        assertThat(needed("{source: npy, train: a.npz#x, test: a.npz#y}"))
                .isEqualTo(Map.of("0/a.npz", array));
        Path digits = Files.createDirectories(folder.resolve("mnist"));
        assertThat(needed("{source: mnist}")).isEqualTo(Map.of("data/mnist", digits));
        assertThat(needed("{source: sprites}")).isEmpty();
    }
}
