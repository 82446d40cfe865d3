// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/** A column as LaTeX: how it is aligned, how wide it is, and the source of its cells. */
final class LatexColumn {

    private enum Kind {
        /** An {@code S} column of siunitx. */
        NUMBERS,
        /** Numbers that siunitx cannot align, such as intervals. */
        CENTERED,
        TEXT
    }

    private static final double LONGEST_HEADER = 46;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private final int index;
    private final Column column;
    private final List<Cell> cells;
    private final Kind kind;
    private final List<String> title;
    private final double body;
    private final double least;

    LatexColumn(int index, Column column, List<Cell> cells) {
        this.index = index;
        this.column = column;
        this.cells = cells;
        this.kind = !column.numeric() ? Kind.TEXT : isAligned(cells) ? Kind.NUMBERS : Kind.CENTERED;
        this.body = kind == Kind.NUMBERS ? widthOfNumbers() : widthOfText();
        this.title =
                kind == Kind.TEXT || !column.latex().isEmpty()
                        ? List.of()
                        : lines(column.title(), Math.max(body, LONGEST_HEADER));
        this.least = kind == Kind.TEXT ? Math.min(width(), widthOfPieces() + 2) : width();
    }

    private static boolean isAligned(List<Cell> cells) {
        long numbers = cells.stream().filter(c -> number(c).isPresent()).count();
        long absent =
                cells.stream()
                        .filter(c -> c.text().isEmpty() || c.text().equals(NumberText.ABSENT))
                        .count();
        return numbers > 0 && 2 * numbers >= cells.size() - absent;
    }

    private static Optional<LatexNumber> number(Cell cell) {
        return cell.latex().isEmpty() ? LatexNumber.of(cell.text()) : Optional.empty();
    }

    private List<LatexNumber> numbers() {
        return cells.stream().flatMap(c -> number(c).stream()).toList();
    }

    /** Returns the width that the column takes if nothing is wrapped. */
    double width() {
        double header =
                title.isEmpty()
                        ? LatexWidths.of(column.title())
                        : title.stream().mapToDouble(LatexWidths::of).max().orElse(0);
        double detail =
                details().stream().mapToDouble(LatexWidths::of).max().orElse(0) * LatexWidths.SMALL;
        return Math.max(body, Math.max(header, detail)) + 1;
    }

    /** Returns the least width: for text that of its longest piece without a break. */
    double least() {
        return least;
    }

    private double widthOfPieces() {
        return Math.max(
                LatexBreaks.longestPiece(termed()),
                most(cell -> LatexBreaks.longestPiece(termed(cell)) + widthOfMarks(cell)));
    }

    private double most(ToDoubleFunction<Cell> width) {
        return cells.stream().mapToDouble(width).max().orElse(0);
    }

    /** Returns about how many lines the cells take in a width. */
    int lines(double width) {
        return cells.stream()
                .mapToInt(
                        cell ->
                                1
                                        + (int)
                                                (1.15
                                                        * LatexWidths.of(Escape.plain(cell.text()))
                                                        / width))
                .sum();
    }

    int index() {
        return index;
    }

    boolean isText() {
        return kind == Kind.TEXT;
    }

    private static double widthOfMarks(Cell cell) {
        return LatexWidths.of(String.join(",", cell.marks())) * LatexWidths.SMALL;
    }

    private static double bold(Cell cell) {
        return isBest(cell) ? LatexWidths.BOLD : 1;
    }

    private static boolean isBest(Cell cell) {
        return cell.emphasis() == Emphasis.BEST;
    }

    private double widthOfText() {
        return most(
                cell ->
                        LatexWidths.of(Escape.plain(cell.text())) * bold(cell)
                                + widthOfMarks(cell));
    }

    private double widthOfNumbers() {
        double number =
                LatexWidths.DIGIT * (integers() + decimals())
                        + (signs().isEmpty() ? 0 : LatexWidths.SIGN)
                        + (decimals() == 0 ? 0 : LatexWidths.of("."));
        double before = most(cell -> number(cell).map(LatexNumber::widthBefore).orElse(0.0));
        double others =
                most(
                        cell ->
                                number(cell).isPresent()
                                        ? 0
                                        : LatexWidths.of(cell.text()) + widthOfMarks(cell));
        // Siunitx centers the number with its reserved space, and some space remains.
        return Math.max(others, before + number + most(LatexColumn::widthAfter)) + 1.5;
    }

    private static double widthAfter(Cell cell) {
        return number(cell).map(n -> n.widthAfter() * bold(cell) + widthOfMarks(cell)).orElse(0.0);
    }

    private int integers() {
        return numbers().stream().mapToInt(n -> n.integer().length()).max().orElse(1);
    }

    private int decimals() {
        return numbers().stream().mapToInt(n -> n.decimals().length()).max().orElse(0);
    }

    private String signs() {
        List<String> signs = numbers().stream().map(LatexNumber::sign).distinct().toList();
        return signs.contains("-") ? "-" : signs.contains("+") ? "+" : "";
    }

    /**
     * Returns the column's type.
     *
     * @param width the width of wrapped text; infinite for text on one line
     */
    String type(double width) {
        return switch (kind) {
            case TEXT ->
                    width == INFINITE
                            ? "l"
                            : String.format(
                                    Locale.ROOT,
                                    ">{\\raggedright\\arraybackslash}p{%.1fpt}",
                                    width);
            case CENTERED -> "c";
            case NUMBERS -> {
                String before =
                        numbers().stream()
                                .map(LatexNumber::comparator)
                                .filter(c -> !c.isEmpty())
                                .findFirst()
                                .map(c -> ",table-space-text-pre=" + c)
                                .orElse("");
                String after =
                        cells.stream()
                                .max(Comparator.comparingDouble(LatexColumn::widthAfter))
                                .filter(c -> widthAfter(c) > 0)
                                .map(c -> ",table-space-text-post={" + after(c) + "}")
                                .orElse("");
                String format = signs() + integers() + "." + decimals();
                yield "S[table-format=" + format + before + after + "]";
            }
        };
    }

    /** Returns the rows of the header: the title, then a row for each part of the detail. */
    List<String> header(boolean wrapped, int lines) {
        List<String> rows = new ArrayList<>();
        rows.add(titleSource(wrapped));
        List<String> details = details();
        for (int i = 0; i < lines; i++) {
            String detail =
                    i < details.size()
                            ? "{\\vaelabdetail " + Escape.latex(details.get(i)) + "}"
                            : "";
            rows.add(detail);
        }
        return rows;
    }

    private String termed() {
        return column.latex().isEmpty()
                ? column.title()
                : Escape.term(column.title(), column.latex());
    }

    private static String termed(Cell cell) {
        return cell.latex().isEmpty() ? cell.text() : Escape.term(cell.text(), cell.latex());
    }

    private String titleSource(boolean wrapped) {
        if (kind == Kind.TEXT || title.isEmpty()) {
            String text = termed();
            return wrapped ? LatexBreaks.latex(text) : Escape.latex(text);
        }
        String text = title.stream().map(Escape::latex).collect(Collectors.joining("\\\\"));
        return title.size() > 1
                ? "{\\begin{tabular}[b]{@{}c@{}}" + text + "\\end{tabular}}"
                : "{" + text + "}";
    }

    List<String> details() {
        return column.detail().isEmpty() ? List.of() : List.of(column.detail().split(" · ", -1));
    }

    String cell(int row, boolean wrapped) {
        Cell cell = cells.get(row);
        boolean best = isBest(cell);
        Optional<LatexNumber> number = kind == Kind.NUMBERS ? number(cell) : Optional.empty();
        if (number.isPresent()) {
            return number.get().comparator()
                    + (best ? "\\vaelabbest " : "")
                    + number.get().source()
                    + after(cell);
        }
        String text = wrapped ? LatexBreaks.latex(termed(cell)) : source(termed(cell));
        // \mathbf does not reach into the minus and the plus-minus of a bold cell; \boldmath does.
        String set = (best ? "{\\boldmath\\textbf{" + text + "}}" : text) + marks(cell);
        return kind == Kind.NUMBERS && !set.isEmpty() ? "{" + set + "}" : set;
    }

    /** Writes a power of ten as such. */
    private String source(String text) {
        String escaped = Escape.latex(text);
        return kind == Kind.TEXT
                ? escaped
                : escaped.replaceAll("(\\d)e(?:\\$(-)\\$)?(\\d+)", "$1\\$\\\\times10^{$2$3}\\$");
    }

    private static String after(Cell cell) {
        return number(cell).map(n -> n.after(isBest(cell))).orElse("") + marks(cell);
    }

    private static String marks(Cell cell) {
        return cell.marks().isEmpty()
                ? ""
                : "\\textsuperscript{" + String.join(",", cell.marks()) + "}";
    }

    /** Breaks a title at spaces, so that no line is wider than needed. */
    private static List<String> lines(String title, double width) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : title.split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            // An arrow or a symbol stays with the word before it.
            boolean symbol = word.codePointCount(0, word.length()) == 1 && !line.isEmpty();
            if (line.isEmpty() || symbol || LatexWidths.of(longer) <= width) {
                line = longer;
            } else {
                lines.add(line);
                line = word;
            }
        }
        lines.add(Objects.requireNonNull(line));
        return lines;
    }
}
