// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.vaelab.framework.parts.product.ProductText.Argument;
import org.vaelab.framework.parts.product.ProductText.Factor;

final class ProductTextTest {

    /** Names that are hard to tell from separators among them. */
    private static Arbitrary<String> names() {
        return Arbitraries.of(
                "normal",
                "sphere",
                "x",
                "xx",
                "onehot",
                "power-spherical",
                "my.part",
                "a1",
                "bits");
    }

    private static Arbitrary<JsonNode> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.integers().map(IntNode::valueOf),
                Arbitraries.doubles().between(-1e9, 1e9).map(DoubleNode::valueOf),
                Arbitraries.of(true, false).map(BooleanNode::valueOf),
                Arbitraries.of("relaxed", "straight-through", "x").map(TextNode::valueOf));
    }

    private static Arbitrary<JsonNode> values() {
        Arbitrary<JsonNode> lists =
                scalars()
                        .list()
                        .ofMaxSize(3)
                        .map(items -> JsonNodeFactory.instance.arrayNode().addAll(items));
        Arbitrary<JsonNode> mappings =
                Arbitraries.maps(names(), Arbitraries.oneOf(scalars(), lists))
                        .ofMaxSize(3)
                        .map(
                                members -> {
                                    ObjectNode object = JsonNodeFactory.instance.objectNode();
                                    members.forEach(object::set);
                                    return object;
                                });
        return Arbitraries.oneOf(scalars(), lists, mappings);
    }

    private static Arbitrary<Factor> factors() {
        Arbitrary<Argument> arguments =
                Combinators.combine(names().optional(), values())
                        .as((key, value) -> new Argument(key, value, 1));
        return Combinators.combine(names(), arguments.list().ofMaxSize(4))
                .as((name, all) -> new Factor(name, 1, all));
    }

    @Provide
    Arbitrary<ProductText> products() {
        return factors().list().ofMinSize(2).ofMaxSize(4).map(ProductText::new);
    }

    /** What is left of a product without positions. */
    private static List<Object> meaning(ProductText product) {
        List<Object> all = new ArrayList<>();
        for (Factor factor : product.factors()) {
            all.add(factor.name());
            for (Argument argument : factor.arguments()) {
                all.add(argument.key());
                all.add(argument.value());
            }
        }
        return all;
    }

    @Property
    void readsWhatItWrites(@ForAll("products") ProductText product) {
        ProductText read = ProductText.parse(product.toString());
        assertThat(meaning(read)).isEqualTo(meaning(product));
        assertThat(read.toString()).isEqualTo(product.toString());
    }

    /** Blanks and the form of the separator say nothing. */
    @Property
    void blanksSayNothing(@ForAll("products") ProductText product) {
        String spaced =
                product.toString()
                        .replace(") x ", ")\u00d7")
                        .replace("(", "  ( ")
                        .replace(",", "\t , ")
                        .replace("=", " = ")
                        .replace(")", "  )\n");
        assertThat(meaning(ProductText.parse(spaced))).isEqualTo(meaning(product));
    }

    @Property
    void positionsPointAtTheirNames(@ForAll("products") ProductText product) {
        String text = product.toString();
        for (Factor factor : ProductText.parse(text).factors()) {
            assertThat(text.substring(factor.position() - 1)).startsWith(factor + "");
            for (Argument argument : factor.arguments()) {
                assertThat(text.substring(argument.position() - 1)).startsWith(argument + "");
            }
        }
    }

    /** Whatever is written is either read, or refused with a position or for being one factor. */
    @Property
    void refusesInItsOwnWords(@ForAll("scraps") List<String> scraps) {
        String text = String.join("", scraps);
        try {
            assertThat(ProductText.parse(text).factors()).hasSizeGreaterThan(1);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s).*(at position [0-9]+|at least two factors).*");
        }
    }

    @Provide
    Arbitrary<List<String>> scraps() {
        return Arbitraries.of(
                        "normal", "(", ")", "8", ",", " x ", "\u00d7", "=", "{", "}", "[", "]", ":",
                        " ")
                .list()
                .ofMaxSize(12);
    }

    @Example
    void readsNumbersAsConfigsDo() {
        Factor factor =
                ProductText.parse("a(010, 1e-3, +4, k=-.5, t={type: linear, from: 1}) x x()")
                        .factors()
                        .get(0);
        assertThat(factor.arguments())
                .extracting(argument -> argument.value().toString())
                .containsExactly("10", "0.001", "4", "-0.5", "{\"type\":\"linear\",\"from\":1}");
        assertThat(factor.arguments().get(3).key()).isEqualTo(Optional.of("k"));
    }

    @Example
    void namesThePositionOfWhatIsWrong() {
        refuses("", "expected the name of a distribution at position 1, found the end");
        refuses("normal(8)", "a product has at least two factors, 'normal(8)' is one");
        refuses("normal", "expected '(' after 'normal' at position 7, found the end");
        refuses("normal(8) sphere(16)", "expected 'x' between factors at position 11, found 's'");
        refuses("normal(8) x", "expected the name of a distribution at position 12, found the end");
        refuses("normal(8) x onehot(10", "'(' at position 19 is not closed");
        refuses("normal(8)) x bits(2)", "expected 'x' between factors at position 10, found ')'");
        refuses("normal(8,) x bits(2)", "expected a value at position 10, found ')'");
        refuses("normal(8 9) x bits(2)", "expected ',' or ')' at position 10, found '9'");
        refuses("normal(t={from 1})", "expected ':' after 'from' at position 16, found '1'");
    }

    private static void refuses(String text, String firstLine) {
        assertThatThrownBy(() -> ProductText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().lines().findFirst()).hasValue(firstLine));
    }
}
