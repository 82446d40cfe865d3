// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.use.Condition;

/**
 * A question of the page. Whatever it holds is checked where it is read.
 *
 * @param body an object
 */
record Ask(JsonNode body) {

    private static final int MOST_NUMBERS = 100_000;
    private static final int MOST_LETTERS = 10_000;

    /**
     * An example of the test data, or of an uploaded file.
     *
     * @param source {@code test}, or the name of an upload
     * @param index from 0 on
     */
    record Example(String source, int index) {}

    static Ask read(byte[] question) {
        return new Ask(Json.read(question));
    }

    /** Reads the question after the path of an address. */
    static Ask ofQuery(URI address) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        String query = Optional.ofNullable(address.getRawQuery()).orElse("");
        for (String part : query.split("&", -1)) {
            int sign = part.indexOf('=');
            if (sign > 0) {
                body.put(part.substring(0, sign), decoded(part.substring(sign + 1)));
            }
        }
        return new Ask(body);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Returns whether something is there that is not null. */
    boolean has(String name) {
        return body.hasNonNull(name);
    }

    private static Refusal wrong(String name, String expected) {
        return new Refusal(400, "%s: expected %s".formatted(name, expected));
    }

    String text(String name) {
        JsonNode value = body.path(name);
        if (!value.isTextual() || value.textValue().length() > MOST_LETTERS) {
            throw wrong(name, "a text of at most " + MOST_LETTERS + " letters");
        }
        return value.textValue();
    }

    /** Returns a whole number. */
    int number(String name, int least, int most) {
        JsonNode value = body.path(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw wrong(name, "a whole number from %s to %s".formatted(least, most));
        }
        return value.intValue();
    }

    /** Returns a whole number, or the usual one if there is none. */
    int number(String name, int least, int most, int usual) {
        return has(name) ? number(name, least, most) : usual;
    }

    double[] numbers(String name) {
        JsonNode values = body.path(name);
        if (!values.isArray() || values.size() > MOST_NUMBERS) {
            throw wrong(name, "at most " + MOST_NUMBERS + " numbers");
        }
        double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!values.get(i).isNumber()) {
                throw wrong(name, "numbers alone");
            }
            numbers[i] = values.get(i).doubleValue();
        }
        return numbers;
    }

    /** Returns an example, an object with {@code source} and {@code index}. */
    Example example(String name) {
        Ask of = new Ask(body.path(name));
        return new Example(of.text("source"), of.number("index", 0, Integer.MAX_VALUE));
    }

    /** Returns a condition, an object with a text for each column. */
    Condition condition() {
        Condition all = Condition.NONE;
        for (Map.Entry<String, JsonNode> part : body.path("condition").properties()) {
            all = all.and(part.getKey(), new Ask(body.path("condition")).text(part.getKey()));
        }
        return all;
    }
}
