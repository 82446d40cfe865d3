// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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
        double longest = LatexBreaks.longestPiece(termed());
        for (Cell cell : cells) {
            double marks = cell.marks().isEmpty() ? 0 : widthOfMarks(cell);
            longest = Math.max(longest, LatexBreaks.longestPiece(termed(cell)) + marks);
        }
        return longest;
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

    private double widthOfText() {
        double widest = 0;
        for (Cell cell : cells) {
            double bold = cell.emphasis() == Emphasis.BEST ? LatexWidths.BOLD : 1;
            widest =
                    Math.max(
                            widest,
                            LatexWidths.of(Escape.plain(cell.text())) * bold + widthOfMarks(cell));
        }
        return widest;
    }

    private double widthOfNumbers() {
        double number =
                LatexWidths.DIGIT * (integers() + decimals())
                        + (signs().isEmpty() ? 0 : LatexWidths.SIGN)
                        + (decimals() == 0 ? 0 : LatexWidths.of("."));
        double before = numbers().stream().mapToDouble(LatexNumber::widthBefore).max().orElse(0);
        double after = cells.stream().mapToDouble(LatexColumn::widthAfter).max().orElse(0);
        double others =
                cells.stream()
                        .filter(c -> number(c).isEmpty())
                        .mapToDouble(c -> LatexWidths.of(c.text()) + widthOfMarks(c))
                        .max()
                        .orElse(0);
        // Siunitx centers the number with its reserved space, and some space remains.
        return Math.max(others, before + number + after) + 1.5;
    }

    private static double widthAfter(Cell cell) {
        double bold = cell.emphasis() == Emphasis.BEST ? LatexWidths.BOLD : 1;
        return number(cell).map(n -> n.widthAfter() * bold + widthOfMarks(cell)).orElse(0.0);
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
                                .max((a, b) -> Double.compare(widthAfter(a), widthAfter(b)))
                                .filter(c -> widthAfter(c) > 0)
                                .map(c -> ",table-space-text-post={" + after(c) + "}")
                                .orElse("");
                yield "S[table-format="
                        + signs()
                        + integers()
                        + "."
                        + decimals()
                        + before
                        + after
                        + "]";
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
        boolean best = cell.emphasis() == Emphasis.BEST;
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
        boolean best = cell.emphasis() == Emphasis.BEST;
        return number(cell).map(n -> n.after(best)).orElse("") + marks(cell);
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
