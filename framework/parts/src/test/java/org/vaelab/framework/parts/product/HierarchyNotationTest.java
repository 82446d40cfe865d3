// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartType;

final class HierarchyNotationTest {

    private static final Plugins PLUGINS =
            Plugins.of(List.of(new StandardModule(), new NamedFamilies()));

    private static List<String> read(String text) {
        return HierarchyNotation.parse(text, PLUGINS).layers().entrySet().stream()
                .map(e -> e.getKey() + " = " + PartType.nameOf(e.getValue()) + " " + e.getValue())
                .toList();
    }

    private static void refuses(String text, String... lines) {
        assertThatThrownBy(() -> HierarchyNotation.parse(text, PLUGINS))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactly(lines));
    }

    @Test
    void isToldFromOtherTextsByItsMark() {
        assertThat(HierarchyNotation.isHierarchy("normal(50) > normal(100)")).isTrue();
        assertThat(HierarchyNotation.isHierarchy("normal(8) x sphere(16)")).isFalse();
        assertThat(HierarchyNotation.isHierarchy("20")).isFalse();
    }

    @Test
    void layersAreNamedByTheirDistributionsParentsFirst() {
        assertThat(read("normal(50) > sphere(100)"))
                .containsExactly(
                        "normal = diagonal-normal Normal[latent=50]",
                        "sphere = von-mises-fisher OnSphere[latent=100]");
        assertThat(read("normal(1)>power-spherical(2)>diagonal-normal(3)"))
                .containsExactly(
                        "normal1 = diagonal-normal Normal[latent=1]",
                        "power-spherical = power-spherical PowerSpherical[latent=2]",
                        "normal2 = diagonal-normal Normal[latent=3]");
    }

    @Test
    void aLayerMayBeAProduct() {
        Hierarchy hierarchy =
                HierarchyNotation.parse(
                        "normal(2) x onehot(3, 4, draw=discrete) > normal(5)", PLUGINS);
        assertThat(hierarchy.layers().keySet()).containsExactly("product", "normal");
        assertThat(hierarchy.layers().get("product"))
                .isEqualTo(new ProductFamily.Settings("normal(2) x onehot(3, 4, draw=discrete)"));
        assertThat(read("normal(1) x bits(2) > normal(3) \u00d7 bits(4) > normal(5)"))
                .extracting(layer -> layer.substring(0, layer.indexOf(' ')))
                .containsExactly("product1", "product2", "normal");
    }

    @Test
    void itsTextIsKeptForRecords() {
        String text = "normal(50)>normal(100)";
        assertThat(HierarchyNotation.parse(text, PLUGINS).text()).isEqualTo(text);
    }

    @Test
    void namesThePositionOfWhatIsWrong() {
        String example = "for example normal(8) x sphere(16) x onehot(10, 4)";
        refuses(
                "normal(8) > ",
                "expected the name of a distribution at position 13, found the end",
                example);
        refuses(
                "> normal(8)",
                "expected the name of a distribution at position 1, found '>'",
                example);
        refuses(
                "normal(8) >> normal(2)",
                "expected the name of a distribution at position 12, found '>'",
                example);
        refuses(
                "normal(8) > normal(2) normal(1)",
                "expected '>' between layers or 'x' between factors at position 23, found 'n'",
                example);
        refuses(
                "normal(8) > spere(16)",
                "unknown distribution 'spere' at position 13",
                "did you mean 'sphere'? Allowed here: "
                        + String.join(", ", PLUGINS.of(PosteriorPart.class).factorNames()));
        refuses(
                "normal(8) > normal(0)",
                "'normal(0)' at position 13 is refused: latent must be at least 1, is 0");
        refuses(
                "product(2) > normal(1)",
                "'product(2)' at position 1 is a product itself",
                "write its factors in its place");
    }

    /** In the whole text, also of what stands in a product. */
    @Test
    void namesThePositionWithinAProduct() {
        refuses(
                "normal(8) > normal(4) x spere(2)",
                "unknown distribution 'spere' at position 25",
                "did you mean 'sphere'? Allowed here: "
                        + String.join(", ", PLUGINS.of(PosteriorPart.class).factorNames()));
        refuses("normal(8) > normal(4) x onehot(2)", "'onehot(2)' at position 25 lacks categories");
        refuses(
                "normal(8) > normal(4) x bits(draw=relaxed, 3)",
                "'3' at position 44 needs a key: it follows one that has");
    }

    @Test
    void oneLayerIsNoHierarchy() {
        assertThatThrownBy(() -> HierarchyNotation.parse("normal(8)", PLUGINS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a hierarchy has at least two latent variables, not 1");
        PosteriorPart one =
                HierarchyNotation.parse("normal(1) > sphere(1)", PLUGINS).layers().get("normal");
        assertThatThrownBy(() -> new Hierarchy("normal(1)", Map.of("normal", one)))
                .hasMessage("a hierarchy has at least two latent variables, not 1");
    }
}
