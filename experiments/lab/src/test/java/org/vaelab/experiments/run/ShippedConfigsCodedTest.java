// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.sources.DataLocations;

/**
 * Every model of every config that comes with VaeLab codes a few test examples, which come back, or
 * is rejected by the name of the part. Not trained: parameters are moved at random.
 */
@Tag("exhaustive")
final class ShippedConfigsCodedTest {

    private static final Path CONFIGS = Path.of(System.getProperty("vaelab.root"), "configs");
    private static final int EXAMPLES = 3;

    /**
     * What may be said of a model that cannot be coded. Another reason is looked at first, and then
     * added.
     */
    private static final Pattern REJECTED =
            Pattern.compile(
                    String.join(
                            "|",
                            "the model is conditional.*",
                            "the likelihood is given .+, which a decoder does not know",
                            "latent variable '\\S+' is the label of some data.*",
                            "inference \\S+ optimises.*",
                            "inference \\S+ gives no posterior that is drawn variable by variable",
                            "latent variable '\\S+': posterior \\w+ under prior \\w+ cannot be coded.*",
                            "latent variable '\\S+': prior \\w+ has other factors than the posterior",
                            "the likelihood \\(\\w+\\) has no probabilities of single values.*"),
                    Pattern.DOTALL);

    private static final ModelCoding CODING = new ModelCoding();

    static Stream<Path> configs() throws IOException {
        try (Stream<Path> files = Files.list(CONFIGS)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
            return all.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void itsModelsAreCodedOrRejectedByName(Path config) throws Exception {
        String text = Files.readString(config);
        assumeTrue(
                !text.contains("source: mnist10k")
                        || DataLocations.ofSystem().roots().stream()
                                .anyMatch(r -> Files.isDirectory(r.path().resolve("mnist10k"))),
                "needs the folder mnist10k under a data root");
        assumeTrue(
                !text.contains("tinyshakespeare")
                        || Files.exists(
                                CONFIGS.resolve("../../shared/data/tinyshakespeare/input.txt")),
                "needs tinyshakespeare beside the repository");
        assumeTrue(
                !text.contains("MakePairs") || Files.exists(CONFIGS.resolve("pairs/captions.csv")),
                "needs the pairs of configs/pairs/MakePairs.java");
        assumeTrue(
                !text.contains("MakeSeries") || Files.exists(CONFIGS.resolve("series/monthly.csv")),
                "needs the series of configs/series/MakeSeries.java");
        ComparisonSpec spec = CODING.read(config);
        SoftAssertions all = new SoftAssertions();
        for (String model : spec.models()) {
            RunSpec run = spec.firstRun(model);
            Examples examples = CODING.data(run).test().first(EXAMPLES);
            try {
                CODING.comesBack(run, examples);
            } catch (IllegalArgumentException e) {
                all.assertThat(e).as(model).hasMessageMatching(REJECTED);
            } catch (RuntimeException | AssertionError e) {
                all.fail(model + ": " + e, e);
            }
        }
        all.assertAll();
        assertThat(spec.models()).isNotEmpty();
    }
}
