// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.settings.PartType;

/** A regulariser in a section of its own, and as the name of a variant. */
final class RegularizerKeysTest {

    @TempDir Path folder;

    private SpecContext context() {
        return SpecReaderTest.context(folder);
    }

    private RunSpec read(String model) throws IOException {
        Path file = folder.resolve("shapes.yaml");
        Files.writeString(file, "data: {source: sprites}\nmodels:\n  m: " + model + "\n");
        return new SpecReader(context()).read(file, List.of()).firstRun("m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "beta    | beta: 4                        | latent: 3",
                "beta    | capacity: {to: 5}              | posterior: {type: von-mises-fisher, latent: 3}",
                "beta-tc | beta: 6, estimate: stratified  | latent: 3",
                "dip     | offDiagonal: 2                 | latent: 3",
                "mmd     | lambda: 3                      | posterior: {type: full-normal, latent: 3}",
            })
    void theNameOfAVariantIsARegularizerOfTheUsualOne(String name, String keys, String rest)
            throws IOException {
        RunSpec named = read("{variant: " + name + ", " + rest + ", " + keys + "}");
        RunSpec apart =
                read(
                        "{variant: gaussian, "
                                + rest
                                + ", regularizer: {type: "
                                + name
                                + ", "
                                + keys
                                + "}}");
        assertThat(named.variant()).isEqualTo(name);
        assertThat(apart).isEqualTo(named);
        assertThat(apart.config()).isEqualTo(named.config());
        assertThat(RunSpec.read(named.config(), context())).isEqualTo(named);
    }

    @Test
    void aRegularizerGoesWithAnotherVariant() throws IOException {
        RunSpec run =
                read("{variant: vmf, latent: 3, regularizer: {type: mmd, alpha: 0.5, lambda: 10}}");
        assertThat(run.variant()).isEqualTo("vmf");
        assertThat(
                        PartType.nameOf(
                                run.blueprint()
                                        .ofParts()
                                        .orElseThrow()
                                        .regularizer()
                                        .orElseThrow()))
                .isEqualTo("mmd");
        assertThat(run.config().at("/regularizer/lambda").asInt()).isEqualTo(10);
        assertThat(RunSpec.read(run.config(), context())).isEqualTo(run);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{variant: beta, latent: 2, beta: 4, regularizer: dip} | variant 'beta' is a"
                        + " regulariser, and the model names another",
                "{variant: mixture, components: 3, regularizer: {type: beta, beta: 4}} | makes a"
                        + " whole model, which has no 'regularizer'",
                "{variant: gaussian, latent: 2, regularizer: {type: betta}} | unknown regularizer"
                        + " 'betta'",
                "{variant: beta, latent: 2, betta: 4} | unknown key 'betta'",
                "{variant: beta, beta: 4} | variant 'beta' is given no posterior",
                "{variant: bet, latent: 2} | unknown variant 'bet'",
            })
    void whatDoesNotFitIsRejected(String model, String message) {
        assertThatThrownBy(() -> read(model))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(message);
    }
}
