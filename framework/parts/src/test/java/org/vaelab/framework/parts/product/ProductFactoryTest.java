// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Setting;

final class ProductFactoryTest {

    private static final Plugins PLUGINS =
            Plugins.of(
                    List.of(new StandardModule(), new NamedFamilies(), new Module(Laplace.class)));

    /** A plugin's posterior, with settings of its own. */
    @Part("l1")
    public record Laplace(
            @Setting("a dimension") int latent,
            @Setting(value = "a scale", defaultValue = "1") double scale)
            implements NamedFamilies.Unmade {
        @Override
        public void check(Parts parts) {
            if (latent > 99) {
                throw new IllegalArgumentException("latent must be at most 99");
            }
        }
    }

    /** Has the short name of another. */
    @Part(value = "second-normal", shortName = "normal")
    public record SecondNormal() implements NamedFamilies.Unmade {}

    /** Has a name that is the short name of another. */
    @Part("sphere")
    public record SecondSphere() implements NamedFamilies.Unmade {}

    private static final class Module extends VaeLabModule {
        private final Class<?> type;

        Module(Class<?> type) {
            this.type = type;
        }

        @Override
        protected void announce() {
            part(type);
        }
    }

    private static void check(String latent) {
        new ProductFamily.Settings(latent).check(PLUGINS);
    }

    private static void refuses(String latent, String... lines) {
        assertThatThrownBy(() -> check(latent))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactly(lines));
    }

    private static Map<String, PosteriorPart> factors(String latent) {
        return new Factors(PLUGINS).find(ProductText.parse(latent));
    }

    private static List<String> found(String latent) {
        return factors(latent).entrySet().stream()
                .map(e -> e.getKey() + " = " + PartType.nameOf(e.getValue()))
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
        PosteriorPart onehot =
                factors(
                                "normal(1) x onehot(10, 4, draw=straight-through,"
                                        + " temperature={type: linear, from: 1, to: 0.5,"
                                        + " steps: 100})")
                        .get("onehot");
        NamedFamilies.Categorical categorical = (NamedFamilies.Categorical) onehot;
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
                        + String.join(", ", PLUGINS.of(PosteriorPart.class).factorNames()));
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
        assertThatThrownBy(() -> new ProductFamily.Settings("normal(8)"))
                .hasMessageStartingWith("latent: a product has at least two factors");
    }

    @Test
    void twoPosteriorsOfOneShortNameAreRefused() {
        assertThatThrownBy(
                        () ->
                                Plugins.of(
                                        List.of(
                                                new NamedFamilies(),
                                                new Module(SecondNormal.class))))
                .isInstanceOf(PluginException.class)
                .hasMessage(
                        "posteriors 'diagonal-normal' and 'second-normal' are both called 'normal' as"
                                + " factors of a product");
        assertThatThrownBy(
                        () ->
                                Plugins.of(
                                        List.of(
                                                new NamedFamilies(),
                                                new Module(SecondSphere.class))))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("are both called 'sphere'");
    }

    private static void refusesPrior(String json, String... lines) throws Exception {
        List<JsonNode> factors =
                List.copyOf(new ObjectMapper().readTree(json).valueStream().toList());
        assertThatThrownBy(() -> new ProductPrior.Settings(factors).check(PLUGINS))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactly(lines));
    }

    @Test
    void namesWhatIsWrongWithThePriorOfAFactor() throws Exception {
        refusesPrior(
                "[\"standard-normal\", \"uniform-spher\"]",
                "factors: number 2: unknown prior 'uniform-spher'",
                "did you mean 'uniform-sphere'? Allowed here: "
                        + String.join(", ", PLUGINS.of(PriorPart.class).names()));
        refusesPrior(
                "[{\"type\": \"real-nvp\", \"layers\": \"two\"}, \"uniform-sphere\"]",
                "factors: number 1: 'real-nvp' is refused: layers is \"two\", expected an integer");
        refusesPrior(
                "[{\"layers\": 2}]",
                "factors: number 1: {\"layers\":2} is neither the name of a prior nor a mapping"
                        + " with a type");
    }
}
