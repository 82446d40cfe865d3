// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/** The config of a card plans the run that it was made from, for each run of the configs. */
final class ComparableConfigTest {

    private static final Path CONFIGS = Path.of("../../configs");

    private static final Plugins PLUGINS =
            Plugins.load(ComparableConfigTest.class.getClassLoader());

    private static final SpecReader READER =
            new SpecReader(
                    SpecContext.of(
                            PLUGINS,
                            DataLocations.ofSystem(),
                            Backends.find(ComparableConfigTest.class.getClassLoader())));

    @TempDir Path temporary;

    static Stream<Path> configs() throws IOException {
        try (Stream<Path> files = Files.walk(CONFIGS)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("configs")
    void hasTheHashOfItsRun(Path file) throws IOException {
        assumeTrue(
                !Files.readString(file).contains("source: mnist10k")
                        || DataLocations.ofSystem().roots().stream()
                                .anyMatch(r -> Files.isDirectory(r.path().resolve("mnist10k"))),
                "needs the folder mnist10k under a data root");
        List<RunSpec> runs = READER.read(file, List.of()).runs();
        for (RunSpec run : runs.stream().filter(of -> of.seed() == runs.get(0).seed()).toList()) {
            ComparableConfig config = new ComparableConfig(run.model(), run.seed(), run.config());
            Path written = Files.writeString(temporary.resolve("config.yaml"), config.yaml());
            assertThat(READER.read(written, List.of()).runs())
                    .singleElement()
                    .satisfies(
                            again ->
                                    assertThat(RecordMapper.hash(again.config()))
                                            .as("%s of %s", run.model(), file)
                                            .isEqualTo(RecordMapper.hash(run.config())));
        }
    }
}
