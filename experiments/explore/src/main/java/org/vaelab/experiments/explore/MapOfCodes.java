// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.record.CodePart;
import org.vaelab.reports.figures.CodeMap;
import org.vaelab.reports.figures.PlotLayer.Point;

/**
 * The codes of test examples in two dimensions, as the report draws them.
 *
 * @param frame the shape of the map; {@code line} for one dimension, {@code usage} for categories
 * @param index of the test example of each point
 * @param absent why there are no points; null if there are
 * @param outline a closed line; null if the map is a rectangle
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record MapOfCodes(
        String frame,
        List<String> titles,
        String caption,
        double[] x,
        double[] y,
        List<Integer> index,
        @Nullable String absent,
        @Nullable Colour color,
        List<String> colors,
        List<String> columns,
        @Nullable Usage usage,
        @Nullable List<double[]> outline,
        String command,
        String java) {

    private static final String BOUND = "elbo";

    /** The colour of each point: the number of its class, or a number. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    record Colour(
            String name,
            String kind,
            List<String> classes,
            @Nullable String unit,
            double[] values) {}

    /**
     * How often each category is taken.
     *
     * @param shares by variable, of each category
     */
    record Usage(List<String> variables, int categories, List<double[]> shares) {}

    static MapOfCodes of(Use use, Ask ask) {
        List<CodePart> parts = use.memory().parts(use.model());
        CodePart part = parts.get(ask.number("part", 0, parts.size() - 1, 0));
        double[][] codes = use.memory().codes(use.model());
        Map<String, double[]> columns = ModelFacts.columns(parts, codes);
        List<String> names = names(use);
        String colour = ask.has("color") ? ask.text("color") : names.get(0);
        Optional<CodeMap> map =
                CodeMap.without(part).isPresent() ? Optional.empty() : CodeMap.of(part, columns);
        boolean isPair = ask.has("axes");
        boolean isLine = part.columns().size() == 1 && part.geometry() != CodeGeometry.CATEGORY;
        Lines lines =
                use.lines(
                        List.of("encode", "--out", "codes.csv"),
                        "double[][] codes = model.encode(model.test()).location();");
        List<Point> points;
        List<Integer> rows = IntStream.range(0, codes.length).boxed().toList();
        List<String> titles;
        String frame;
        if (isPair) {
            titles = pair(ask, part);
            points = Point.list(columns.get(titles.get(0)), columns.get(titles.get(1)));
            frame = "plane";
        } else if (isLine) {
            titles = List.of(part.columns().get(0), "ELBO (nats)");
            points = Point.list(columns.get(titles.get(0)), use.memory().bounds(use.model()));
            frame = "line";
        } else {
            titles = map.map(CodeMap::titles).orElse(List.of());
            points = map.map(CodeMap::points).orElse(List.of());
            rows = map.map(CodeMap::rows).orElse(List.of());
            frame = map.map(found -> lower(found.frame())).orElse("usage");
        }
        return new MapOfCodes(
                frame,
                titles,
                isPair ? "" : map.map(found -> found.frame().caption().strip()).orElse(""),
                points.stream().mapToDouble(Point::x).toArray(),
                points.stream().mapToDouble(Point::y).toArray(),
                rows,
                points.isEmpty() ? CodeMap.without(part).orElse("all codes are equal") : null,
                names.contains(colour) ? colour(use, colour, rows) : null,
                names,
                part.columns(),
                usage(use, part, columns),
                map.map(CodeMap::outline)
                        .filter(line -> !isPair && !line.isEmpty())
                        .map(MapOfCodes::pairs)
                        .orElse(null),
                lines.command(),
                lines.java());
    }

    private static String lower(CodeMap.Frame frame) {
        return frame.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> pair(Ask ask, CodePart part) {
        double[] axes = ask.numbers("axes");
        int most = part.columns().size() - 1;
        if (axes.length != 2 || DoubleStream.of(axes).anyMatch(j -> !(j >= 0 && j <= most))) {
            throw new Refusal(400, "axes: expected two columns, from 0 to " + most);
        }
        return List.of(part.columns().get((int) axes[0]), part.columns().get((int) axes[1]));
    }

    private static List<double[]> pairs(List<Point> line) {
        return line.stream().map(point -> new double[] {point.x(), point.y()}).toList();
    }

    /** Returns the names of what may colour points, the labels first. */
    private static List<String> names(Use use) {
        List<String> names = new ArrayList<>();
        labels(use).forEach(column -> names.add(column.name()));
        names.add(BOUND);
        return names;
    }

    private static List<Labels.Column> labels(Use use) {
        return use.memory().shown(use.model()).labels().map(Labels::columns).orElse(List.of());
    }

    private static Colour colour(Use use, String name, List<Integer> rows) {
        for (Labels.Column column : labels(use)) {
            if (column.name().equals(name)) {
                double[] classes =
                        rows.stream()
                                .mapToDouble(
                                        i ->
                                                column.value(i) == Labels.UNKNOWN
                                                        ? Double.NaN
                                                        : column.value(i))
                                .toArray();
                return new Colour(name, "class", column.valueNames(), null, classes);
            }
        }
        double[] bounds = use.memory().bounds(use.model());
        double[] values = rows.stream().mapToDouble(i -> bounds[i]).toArray();
        return new Colour(name, "number", List.of(), "nats", values);
    }

    private static @Nullable Usage usage(Use use, CodePart part, Map<String, double[]> columns) {
        List<double[]> shares = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        int width = part.columns().size() / part.points();
        if (part.geometry() == CodeGeometry.SIMPLEX) {
            for (int p = 0; p < part.points(); p++) {
                List<String> names = part.columns().subList(p * width, (p + 1) * width);
                variables.add(names.get(0) + " to " + names.get(width - 1));
                shares.add(names.stream().mapToDouble(name -> mean(columns.get(name))).toArray());
            }
            return new Usage(variables, width, shares);
        } else if (part.geometry() == CodeGeometry.CATEGORY) {
            int categories = categories(use, part);
            for (String name : part.columns()) {
                double[] own = columns.get(name);
                double[] share = new double[categories];
                Arrays.stream(own).forEach(category -> share[(int) category] += 1.0 / own.length);
                variables.add(name);
                shares.add(share);
            }
            return new Usage(variables, categories, shares);
        }
        return null;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Returns the number of categories: as many as there are columns for their probabilities. */
    private static int categories(Use use, CodePart part) {
        for (LatentVariable latent : use.model().distributions().generative().latents()) {
            if (latent.name().equals(part.variable())) {
                return latent.space().columns("z", false).groups().get(0).width();
            }
        }
        throw new IllegalStateException("no variable " + part.variable());
    }
}
