// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.FactorNames;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.PosteriorFamily;

final class ProductFactoryTest {

    private static final Plugins PLUGINS =
            Plugins.of(List.of(new StandardModule(), new NamedFamilies(), new LaplaceModule("l1")));

    /** A plugin's posterior, with settings of its own. */
    public static final class LaplaceFactory implements PosteriorFactory<LaplaceFactory.Settings> {

        /** A dimension, and a scale by default. */
        public record Settings(int latent, Double scale) {}

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public String description() {
            return "for this test";
        }

        @Override
        public void check(Settings settings) {
            if (settings.latent() > 99) {
                throw new IllegalArgumentException("latent must be at most 99");
            }
        }

        @Override
        public PosteriorFamily create(Settings settings, PartContext context) {
            throw new AssertionError("no posterior is made here");
        }
    }

    /** Announces a short name that another posterior has. */
    public static final class SecondNormal
            implements PosteriorFactory<NamedFamilies.EuclideanSettings> {

        @Override
        public Class<NamedFamilies.EuclideanSettings> settingsType() {
            return NamedFamilies.EuclideanSettings.class;
        }

        @Override
        public String description() {
            return "for this test";
        }

        @Override
        public Optional<String> shortName() {
            return Optional.of("normal");
        }

        @Override
        public PosteriorFamily create(
                NamedFamilies.EuclideanSettings settings, PartContext context) {
            throw new AssertionError("no posterior is made here");
        }
    }

    private static final class LaplaceModule extends VaeLabModule {
        private final String name;

        LaplaceModule(String name) {
            this.name = name;
        }

        @Override
        protected void announce() {
            posterior(name, LaplaceFactory.class);
        }
    }

    private static final class SecondNormalModule extends VaeLabModule {
        @Override
        protected void announce() {
            posterior("second-normal", SecondNormal.class);
        }
    }

    private static void check(String latent) {
        Record settings = new ProductFactory.Settings(latent);
        ConfiguredPart.check(
                new ConfiguredPart<>("product", PLUGINS.posteriors().get("product"), settings));
    }

    private static void refuses(String latent, String... lines) {
        assertThatThrownBy(() -> check(latent))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactly(lines));
    }

    private static List<String> found(String latent) {
        FactorNames names = new FactorNames(PLUGINS.posteriors().parts());
        return new Factors(names)
                .find(ProductText.parse(latent)).entrySet().stream()
                        .map(e -> e.getKey() + " = " + e.getValue().name())
                        .toList();
    }

    @Test
    void factorsAreCalledByTheirShortNamesNumberedWhereTheyRepeat() {
        assertThat(found("normal(8) x sphere(16) x onehot(10, 4)"))
                .containsExactly(
                        "normal = diagonal-normal",
                        "sphere = von-mises-fisher",
                        "onehot = categorical");
        assertThat(found("normal(1) x bits(3) x diagonal-normal(2) x power-spherical(2)"))
                .containsExactly(
                        "normal1 = diagonal-normal",
                        "bits = bernoulli",
                        "normal2 = diagonal-normal",
                        "power-spherical = power-spherical");
    }

    @Test
    void aPluginsPosteriorIsAFactorLikeAnyOther() {
        assertThat(found("normal(8) x l1(4, scale=0.5)")).contains("l1 = l1");
        refuses(
                "normal(8) x l1(100)",
                "latent: 'l1(100)' at position 13 is refused: latent must be at most 99");
        refuses(
                "normal(8) x l1(100.5)",
                "latent: 'l1(100.5)' at position 13 is refused: latent is 100.5, expected an"
                        + " integer");
    }

    @Test
    void argumentsAreSettingsInTheOrderOfTheRecord() {
        FactorNames names = new FactorNames(PLUGINS.posteriors().parts());
        Record settings =
                new Factors(names)
                        .find(
                                ProductText.parse(
                                        "normal(1) x onehot(10, 4, draw=straight-through,"
                                                + " temperature={type: linear, from: 1, to: 0.5,"
                                                + " steps: 100})"))
                        .get("onehot")
                        .settings();
        assertThat(settings).isInstanceOf(NamedFamilies.CategoricalSettings.class);
        NamedFamilies.CategoricalSettings categorical =
                (NamedFamilies.CategoricalSettings) settings;
        assertThat(categorical.variables()).isEqualTo(10);
        assertThat(categorical.categories()).isEqualTo(4);
        assertThat(categorical.draw()).isEqualTo(NamedFamilies.Draws.STRAIGHT_THROUGH);
        assertThat(categorical.temperature().at(50)).isEqualTo(0.75);
        assertThatCode(() -> check("normal(1) x onehot(10, 4, 0.5)")).doesNotThrowAnyException();
    }

    @Test
    void namesWhatIsWrongWithAFactor() {
        refuses(
                "normal(8) x spere(16)",
                "latent: unknown distribution 'spere' at position 13",
                "did you mean 'sphere'? Allowed here: "
                        + String.join(", ", new FactorNames(PLUGINS.posteriors().parts()).all()));
        refuses("normal(8) x onehot(10)", "latent: 'onehot(10)' at position 13 lacks categories");
        refuses(
                "normal(8, 9) x bits(2)",
                "latent: 'normal(8, 9)' at position 1 has 2 arguments, and at most 1 are read:"
                        + " normal(latent)");
        refuses(
                "normal(8) x onehot(1, 2, 1, relaxed, 5)",
                "latent: 'onehot(1, 2, 1, relaxed, 5)' at position 13 has 5 arguments, and at most"
                        + " 4 are read: onehot(variables, categories, temperature=, draw=)");
        refuses(
                "normal(1.5) x bits(2)",
                "latent: 'normal(1.5)' at position 1 is refused: latent is 1.5, expected an"
                        + " integer");
        refuses(
                "normal(many) x bits(2)",
                "latent: 'normal(many)' at position 1 is refused: latent is \"many\", expected an"
                        + " integer");
        refuses(
                "normal(0) x bits(2)",
                "latent: 'normal(0)' at position 1 is refused: latent must be at least 1, is 0");
        refuses(
                "normal(1) x bits(2, draw=soft)",
                "latent: 'bits(2, draw=soft)' at position 13 is refused: draw is \"soft\","
                        + " expected one of relaxed, straight-through, discrete");
        refuses(
                "normal(1) x bits(2, drw=relaxed)",
                "latent: 'bits(2, drw=relaxed)' at position 13 has no setting 'drw'",
                "did you mean 'draw'? Allowed here: variables, temperature, draw");
        refuses(
                "normal(1) x bits(2, variables=3)",
                "latent: 'bits(2, variables=3)' at position 13 sets 'variables' twice, again at"
                        + " position 21");
        refuses(
                "normal(1) x bits(draw=relaxed, 3)",
                "latent: '3' at position 32 needs a key: it follows one that has");
        refuses(
                "normal(1) x product(2)",
                "latent: 'product(2)' at position 13 is a product itself",
                "write its factors in its place");
        assertThatThrownBy(() -> new ProductFactory.Settings("normal(8)"))
                .hasMessageStartingWith("latent: a product has at least two factors");
    }

    @Test
    void twoPosteriorsOfOneShortNameAreRefused() {
        assertThatThrownBy(() -> Plugins.of(List.of(new NamedFamilies(), new SecondNormalModule())))
                .isInstanceOf(PluginException.class)
                .hasMessage(
                        "posteriors 'diagonal-normal' and 'second-normal' are both called 'normal' as"
                                + " factors of a product");
        assertThatThrownBy(
                        () -> Plugins.of(List.of(new NamedFamilies(), new LaplaceModule("sphere"))))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("are both called 'sphere'");
    }

    private static void refusesPrior(String json, String... lines) throws Exception {
        List<JsonNode> factors =
                List.copyOf(new ObjectMapper().readTree(json).valueStream().toList());
        Record settings = new ProductPriorFactory.Settings(factors);
        assertThatThrownBy(
                        () ->
                                ConfiguredPart.check(
                                        new ConfiguredPart<>(
                                                "product",
                                                PLUGINS.priors().get("product"),
                                                settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactly(lines));
    }

    @Test
    void namesWhatIsWrongWithThePriorOfAFactor() throws Exception {
        refusesPrior(
                "[\"standard-normal\", \"uniform-spher\"]",
                "factors: number 2: unknown prior 'uniform-spher'",
                "did you mean 'uniform-sphere'? Allowed here: "
                        + String.join(", ", PLUGINS.priors().parts().keySet()));
        refusesPrior(
                "[{\"type\": \"real-nvp\", \"layers\": \"two\"}, \"uniform-sphere\"]",
                "factors: number 1: 'real-nvp' is refused: layers is \"two\", expected an integer");
        refusesPrior(
                "[\"standard-normal\", {\"type\": \"flow\", \"layers\": 2}]",
                "factors: number 2: unknown prior 'flow'",
                "it is called 'real-nvp' now");
        refusesPrior(
                "[{\"layers\": 2}]",
                "factors: number 1: {\"layers\":2} is neither the name of a prior nor a mapping"
                        + " with a type");
    }
}
