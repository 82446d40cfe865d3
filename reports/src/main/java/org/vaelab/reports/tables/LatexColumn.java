// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.reports.tables.CellContent.Quantity;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.Digits;
import org.vaelab.reports.text.Escape;

/** A column as LaTeX: how it is aligned, about how wide it is, and the source of its cells. */
final class LatexColumn {

    private enum Kind {
        /** An {@code S} column of siunitx. */
        NUMBERS,
        /** Numbers that siunitx cannot align, such as intervals. */
        CENTERED,
        TEXT
    }

    private static final double LONGEST_HEADER = 46;

    /** A zero-width space, where LaTeX may break a word. */
    private static final String BREAK = "\u200B";

    /** The part of a long word, such as a path, a key or a checksum, after which it may break. */
    private static final Pattern PIECE =
            Pattern.compile("(?:[^ ]{3,15}?(?:[./_,=:;+&?-]|\\p{Ll}(?=\\p{Lu}))|[^ ]{16})(?=[^ ])");

    private final int index;
    private final Column column;
    private final List<Cell> cells;
    private final Kind kind;
    private final double body;
    private final double width;
    private final double least;

    LatexColumn(int index, Column column, List<Cell> cells) {
        this.index = index;
        this.column = column;
        this.cells = cells;
        this.kind = !column.numeric() ? Kind.TEXT : isAligned(cells) ? Kind.NUMBERS : Kind.CENTERED;
        this.body = kind == Kind.NUMBERS ? widthOfNumbers() : most(LatexColumn::width);
        this.width = unwrapped();
        this.least = isText() ? Math.min(width, pieces() + 2) : width;
    }

    private static boolean isAligned(List<Cell> cells) {
        long numbers = cells.stream().filter(c -> number(c).isPresent()).count();
        long absent = cells.stream().filter(Cell::isAbsent).count();
        return numbers > 0 && 2 * numbers >= cells.size() - absent;
    }

    /** Returns the number that siunitx aligns. */
    private static Optional<Quantity> number(Cell cell) {
        return cell.content() instanceof Quantity number && number.isAligned()
                ? Optional.of(number)
                : Optional.empty();
    }

    private Stream<Digits> numbers() {
        return cells.stream().flatMap(c -> number(c).stream()).map(Quantity::digits);
    }

    /** Returns a text with breaks in its long words; a term with LaTeX source has none. */
    static String breakable(String text) {
        return Escape.plain(text).equals(text)
                ? PIECE.matcher(text).replaceAll("$0" + BREAK)
                : text;
    }

    /** Returns the index of the column in the table. */
    int index() {
        return index;
    }

    boolean isText() {
        return kind == Kind.TEXT;
    }

    /** Returns the width that the column takes if no cell is wrapped. */
    double width() {
        return width;
    }

    private double unwrapped() {
        double line = LatexWidths.of(column.title());
        double title = isStacked() ? titleRoom() : line;
        double detail = mostOf(details().toArray(String[]::new)) * LatexWidths.SMALL;
        return Math.max(body, Math.max(title, detail)) + 1;
    }

    /** Returns the least width: for text that of its longest piece without a break. */
    double least() {
        return least;
    }

    private double pieces() {
        return Math.max(longest(termed()), most(c -> longest(termed(c)) + widthOfMarks(c)));
    }

    private static double longest(String text) {
        return mostOf(Escape.plain(breakable(text)).split("[ " + BREAK + "]", -1));
    }

    private static double mostOf(String... texts) {
        return Stream.of(texts).mapToDouble(LatexWidths::of).max().orElse(0);
    }

    private double most(ToDoubleFunction<Cell> width) {
        return cells.stream().mapToDouble(width).max().orElse(0);
    }

    private static boolean isBest(Cell cell) {
        return cell.emphasis() == Emphasis.BEST;
    }

    private static double width(Cell cell) {
        return width(cell, cell.text());
    }

    /** Returns the width of a text in a cell, with its marks. */
    private static double width(Cell cell, String text) {
        double bold = isBest(cell) ? LatexWidths.BOLD : 1;
        return LatexWidths.of(text) * bold + widthOfMarks(cell);
    }

    private static double widthOfMarks(Cell cell) {
        return LatexWidths.of(String.join(",", cell.marks())) * LatexWidths.SMALL;
    }

    private double widthOfNumbers() {
        String number = signs() + "0".repeat(digits(LatexColumn::integer));
        String decimals = "0".repeat(digits(Digits::decimals));
        double before =
                numbers()
                        .mapToDouble(digits -> LatexWidths.of(digits.comparator() + ","))
                        .max()
                        .orElse(0);
        double others = most(c -> number(c).isPresent() ? 0 : width(c));
        double whole =
                before
                        + LatexWidths.of(number + (decimals.isEmpty() ? "" : "." + decimals))
                        + most(LatexColumn::widthAfter);
        // Siunitx centers the number with its reserved space, and some space remains.
        return Math.max(others, whole) + 1.5;
    }

    private static double widthAfter(Cell cell) {
        return number(cell)
                .map(
                        number ->
                                (number.hasHalfWidth() ? "±," + number.half() : "")
                                        + number.digits().after())
                .map(text -> width(cell, text))
                .orElse(0.0);
    }

    private int digits(Function<Digits, String> part) {
        return numbers().mapToInt(number -> part.apply(number).length()).max().orElse(0);
    }

    /** Returns the digits before the point as siunitx reads them. */
    private static String integer(Digits number) {
        return number.integer().replace(",", "");
    }

    private static String source(Digits number) {
        return number.sign()
                + integer(number)
                + (number.decimals().isEmpty() ? "" : "." + number.decimals());
    }

    private static String comparator(Digits number) {
        return number.comparator().isEmpty() ? "" : "{$" + number.comparator() + "$\\,}";
    }

    private String signs() {
        List<String> signs = numbers().map(Digits::sign).distinct().toList();
        return signs.contains("-") ? "-" : signs.contains("+") ? "+" : "";
    }

    /**
     * Returns the column's type.
     *
     * @param wrapped whether text is wrapped
     */
    String type(boolean wrapped) {
        return switch (kind) {
            case TEXT -> wrapped ? "L" : "l";
            case CENTERED -> "c";
            case NUMBERS -> {
                String before =
                        numbers()
                                .map(LatexColumn::comparator)
                                .filter(c -> !c.isEmpty())
                                .findFirst()
                                .map(c -> ",table-space-text-pre=" + c)
                                .orElse("");
                String after =
                        cells.stream()
                                .max(Comparator.comparingDouble(LatexColumn::widthAfter))
                                .map(LatexColumn::after)
                                .filter(text -> !text.isEmpty())
                                .map(text -> ",table-space-text-post={" + text + "}")
                                .orElse("");
                int integers = digits(LatexColumn::integer);
                String format = signs() + integers + "." + digits(Digits::decimals);
                yield "S[table-format=" + format + before + after + "]";
            }
        };
    }

    /** Returns the parts of the detail, a row of the header each. */
    List<String> details() {
        return column.detail().isEmpty() ? List.of() : List.of(column.detail().split(" · ", -1));
    }

    String detail(int row) {
        return row < details().size()
                ? "{\\vaelabdetail " + Escape.latex(details().get(row)) + "}"
                : "";
    }

    String title(boolean wrapped) {
        if (isText() || !column.latex().isEmpty()) {
            return Escape.latex(wrapped && isText() ? breakable(termed()) : termed());
        }
        if (!isStacked()) {
            return "{" + Escape.latex(column.title()) + "}";
        }
        // An arrow or a symbol stays with the word before it.
        String words = Escape.latex(column.title().replaceAll(" (?=[^ ]( |$))", "\u00A0"));
        return String.format(Locale.ROOT, "{\\vaelabhead{%.1fpt}{%s}}", titleRoom(), words);
    }

    /** Returns whether the title of numbers takes several lines. */
    private boolean isStacked() {
        return !isText()
                && column.latex().isEmpty()
                && LatexWidths.of(column.title()) > titleRoom();
    }

    private double titleRoom() {
        double word = mostOf(column.title().split(" ", -1)) + 1;
        return Math.max(word, Math.max(body, LONGEST_HEADER));
    }

    private String termed() {
        return column.latex().isEmpty()
                ? column.title()
                : Escape.term(column.title(), column.latex());
    }

    private static String termed(Cell cell) {
        return cell.latex().isEmpty() ? cell.text() : Escape.term(cell.text(), cell.latex());
    }

    String cell(int row, boolean wrapped) {
        Cell cell = cells.get(row);
        boolean best = isBest(cell);
        Optional<Quantity> number = kind == Kind.NUMBERS ? number(cell) : Optional.empty();
        if (number.isPresent()) {
            Digits digits = number.get().digits();
            return comparator(digits)
                    + (best ? "\\vaelabbest " : "")
                    + source(digits)
                    + after(cell);
        }
        String text = source(termed(cell), wrapped);
        // \mathbf does not reach into the minus and the plus-minus of a bold cell; \boldmath does.
        String set = (best ? "{\\boldmath\\textbf{" + text + "}}" : text) + marks(cell);
        return kind == Kind.NUMBERS && !set.isEmpty() ? "{" + set + "}" : set;
    }

    /** Returns the source of a cell; among numbers, a power of ten is written as such. */
    private String source(String text, boolean wrapped) {
        if (isText()) {
            return Escape.latex(wrapped ? breakable(text) : text);
        }
        return Escape.latex(text)
                .replaceAll("(\\d)e(?:\\$(-)\\$)?(\\d+)", "$1\\$\\\\times10^{$2$3}\\$");
    }

    private static String after(Cell cell) {
        return number(cell).map(number -> after(number, isBest(cell)) + marks(cell)).orElse("");
    }

    private static String after(Quantity number, boolean bold) {
        String command = bold ? "\\vaelabboldpm{" : "\\vaelabpm{";
        return (number.hasHalfWidth() ? command + Escape.latex(number.half()) + "}" : "")
                + (number.digits().after().isEmpty() ? "" : "\\,\\%");
    }

    private static String marks(Cell cell) {
        return cell.marks().isEmpty()
                ? ""
                : "\\textsuperscript{" + String.join(",", cell.marks()) + "}";
    }
}
