// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/**
 * Reads and writes scalars under the core schema of YAML 1.2: {@code 010} is ten, {@code yes} is a
 * text, {@code 1e-3} is a number.
 */
@Internal
public final class YamlScalar {

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /** Words that some readers of YAML take for something else than a text. */
    private static final Set<String> WORDS = Set.of("yes", "no", "on", "off", "y", "n");

    private YamlScalar() {}

    /**
     * Returns how a text is written so that it reads back as this text: in double quotes where
     * needed.
     */
    public static String written(String text) {
        boolean plain =
                PLAIN.matcher(text).matches()
                        && !WORDS.contains(text.toLowerCase(Locale.ROOT))
                        && of(text).isTextual();
        return plain ? text : TextNode.valueOf(text).toString();
    }

    /** Returns the value of a scalar as it is written, without quotes. */
    public static JsonNode of(String plain) {
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> NullNode.instance;
            case "true", "True", "TRUE" -> BooleanNode.TRUE;
            case "false", "False", "FALSE" -> BooleanNode.FALSE;
            default -> numberOrText(plain);
        };
    }

    private static JsonNode numberOrText(String plain) {
        if (INTEGER.matcher(plain).matches()) {
            return integer(new BigInteger(plain.startsWith("+") ? plain.substring(1) : plain));
        }
        if (FLOAT.matcher(plain).matches()) {
            return DoubleNode.valueOf(Double.parseDouble(plain));
        }
        return switch (plain.toLowerCase(Locale.ROOT)) {
            case ".inf", "+.inf" -> DoubleNode.valueOf(Double.POSITIVE_INFINITY);
            case "-.inf" -> DoubleNode.valueOf(Double.NEGATIVE_INFINITY);
            case ".nan" -> DoubleNode.valueOf(Double.NaN);
            default -> TextNode.valueOf(plain);
        };
    }

    private static JsonNode integer(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < Long.SIZE
                ? LongNode.valueOf(value.longValue())
                : BigIntegerNode.valueOf(value);
    }
}
