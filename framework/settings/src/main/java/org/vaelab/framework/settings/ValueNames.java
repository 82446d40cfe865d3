// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/**
 * The names of labels and categories. A number has one name, to its last digit, however a file
 * writes it: 3, 3.0 and 3e0 are {@code 3}. A text such as 01 or +1 is a code, and keeps its own
 * name.
 *
 * <p>Integers and texts are classes. A column whose names are all numbers, of which one has
 * decimals, is a factor of real numbers.
 */
@Internal
public final class ValueNames {

    private static final Pattern NUMBER =
            Pattern.compile(
                    "-?(?:(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?");

    /** Numbers with zeros before them too. */
    private static final Pattern CODE =
            Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?");

    /**
     * Whole doubles below are written to the last digit; larger ones as few digits as tell them
     * apart.
     */
    private static final double LARGEST_EXACT = 0x1p64;

    /** So many examples on average have a value that is a step of a factor. */
    public static final int PER_VALUE = 10;

    private static final int MOST_ZEROS = 7;
    private static final int MOST_DIGITS = 40;

    private ValueNames() {}

    /** Returns the name of what a file has: that of a number, or the text itself. */
    public static String of(String text) {
        return NUMBER.matcher(text).matches() ? name(new BigDecimal(text)) : text;
    }

    /** Returns the name of a number; that of NaN or infinity is Java's. */
    public static String of(double number) {
        if (number == Math.rint(number) && Math.abs(number) < LARGEST_EXACT) {
            return name(new BigDecimal(number));
        }
        return of(Double.toString(number));
    }

    private static String name(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        int exponent = plain.precision() - plain.scale() - 1;
        return exponent >= -MOST_ZEROS && exponent < MOST_DIGITS
                ? plain.toPlainString()
                : plain.toString().replace("E+", "e").replace('E', 'e');
    }

    /** Returns whether all names are numbers, codes such as 01 included. */
    public static boolean areNumbers(Collection<String> names) {
        return names.stream().allMatch(name -> CODE.matcher(name).matches());
    }

    /** Returns whether a text is a number with zeros before it, as 007. */
    public static boolean isCode(String text) {
        int zero = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        // Most numbers are none, and patterns are slow.
        return text.length() > zero + 1
                && text.charAt(zero) == '0'
                && Character.isDigit(text.charAt(zero + 1))
                && CODE.matcher(text).matches();
    }

    /** Returns whether all names are numbers, and one has decimals. */
    public static boolean areReal(Collection<String> names) {
        return areNumbers(names)
                && names.stream()
                        .anyMatch(name -> new BigDecimal(name).stripTrailingZeros().scale() > 0);
    }

    /**
     * Returns whether names are real numbers with fewer than {@value #PER_VALUE} examples each on
     * average: a measurement, and not the steps of a factor.
     *
     * @param examples the number of examples
     */
    public static boolean areContinuous(Collection<String> names, int examples) {
        return examples < (long) PER_VALUE * names.size() && areReal(names);
    }

    /**
     * Returns texts as different names in order: by number if all are numbers, else as they are, by
     * text.
     */
    public static List<String> sorted(Collection<String> texts) {
        if (!areNumbers(texts)) {
            return texts.stream().distinct().sorted().toList();
        }
        return texts.stream()
                .map(ValueNames::of)
                .distinct()
                .sorted(
                        Comparator.<String, BigDecimal>comparing(BigDecimal::new)
                                .thenComparing(Function.identity()))
                .toList();
    }
}
