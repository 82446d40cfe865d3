// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vaelab.framework.parts.product.ProductText.Argument;
import org.vaelab.framework.parts.product.ProductText.Factor;
import org.vaelab.framework.settings.YamlScalar;

/** Reads the grammar of {@link ProductText}, by recursive descent. */
final class ProductParser {

    private static final String EXAMPLE = "for example normal(8) x sphere(16) x onehot(10, 4)";
    private static final String MARKS = "(){}[],=:×>";

    private final String text;
    private int at;

    ProductParser(String text) {
        this.text = text;
    }

    /** Layers of factors, parents first. */
    List<List<Factor>> hierarchy() {
        List<List<Factor>> layers = new ArrayList<>();
        do {
            layers.add(factors());
        } while (take('>'));
        if (!atEnd()) {
            throw expected("'>' between layers or 'x' between factors");
        }
        return layers;
    }

    private List<Factor> factors() {
        List<Factor> factors = new ArrayList<>();
        do {
            factors.add(factor());
        } while (take('x') || take('×'));
        return factors;
    }

    ProductText product() {
        List<Factor> factors = factors();
        if (!atEnd()) {
            throw expected("'x' between factors");
        }
        if (factors.size() < 2) {
            throw new IllegalArgumentException(
                    "a product has at least two factors, '%s' is one\n%s"
                            .formatted(text.strip(), EXAMPLE));
        }
        return new ProductText(factors);
    }

    private Factor factor() {
        skipBlanks();
        int position = at + 1;
        String name = word("the name of a distribution");
        List<Argument> arguments = new ArrayList<>();
        if (!take('(')) {
            throw expected("'(' after '" + name + "'");
        }
        list('(', ')', start -> arguments.add(argument(start)));
        return new Factor(name, position, arguments);
    }

    private Argument argument(int position) {
        int start = at;
        if (!atEnd() && MARKS.indexOf(text.charAt(at)) < 0) {
            String key = word("a value");
            if (take('=')) {
                return new Argument(Optional.of(key), value(), position);
            }
            at = start;
        }
        return new Argument(Optional.empty(), value(), position);
    }

    private JsonNode value() {
        if (take('{')) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            list('{', '}', position -> member(object));
            return object;
        }
        if (take('[')) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list('[', ']', position -> array.add(value()));
            return array;
        }
        return YamlScalar.of(word("a value"));
    }

    private void member(ObjectNode object) {
        String key = word("a key");
        if (!take(':')) {
            throw expected("':' after '" + key + "'");
        }
        object.set(key, value());
    }

    /** Reads what stands between brackets, the first of which is taken, up to the second. */
    private void list(char open, char close, Consumer<Integer> item) {
        int opened = at;
        if (take(close)) {
            return;
        }
        do {
            skipBlanks();
            requireClosed(opened, open);
            item.accept(at + 1);
            if (atEnd()) {
                requireClosed(opened, open);
            }
        } while (take(','));
        if (!take(close)) {
            throw expected("',' or '" + close + "'");
        }
    }

    private void requireClosed(int opened, char open) {
        if (atEnd()) {
            throw new IllegalArgumentException(
                    ("'%s' at position %s is not closed"
                                    + "\ninside of { } a text with commas needs quotes: latent: \"%s\"")
                            .formatted(open, opened, EXAMPLE.substring("for example ".length())));
        }
    }

    private String word(String what) {
        skipBlanks();
        int start = at;
        while (at < text.length() && isPartOfWord(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw expected(what);
        }
        return text.substring(start, at);
    }

    private static boolean isPartOfWord(char c) {
        return !Character.isWhitespace(c) && MARKS.indexOf(c) < 0;
    }

    private boolean take(char c) {
        skipBlanks();
        boolean here = at < text.length() && text.charAt(at) == c;
        at += here ? 1 : 0;
        return here;
    }

    private boolean atEnd() {
        skipBlanks();
        return at == text.length();
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException expected(String what) {
        String found = atEnd() ? "the end" : "'" + text.charAt(at) + "'";
        return new IllegalArgumentException(
                "expected %s at position %s, found %s\n%s".formatted(what, at + 1, found, EXAMPLE));
    }
}
