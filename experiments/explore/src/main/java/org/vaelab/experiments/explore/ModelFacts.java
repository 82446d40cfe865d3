// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.record.CodePart;

/** What the page must know of a model before anything is asked of it. */
record ModelFacts(
        String run,
        String name,
        long seed,
        Map<String, String> parts,
        long parameters,
        String display,
        int test,
        List<Choice> labels,
        List<Choice> conditions,
        List<String> asInTest,
        List<String> modalities,
        boolean canForecast,
        int longestForecast,
        List<Control> controls,
        @Nullable String controlsAbsent,
        List<String> maps,
        double[] start) {

    /** A name with the values it may have; null if they are not counted. */
    record Choice(String name, @Nullable List<String> values) {}

    /**
     * What changes some columns of a code.
     *
     * @param kind {@code line}, {@code angle}, {@code sphere}, {@code disk} or {@code weights}
     * @param columns their places, of one point
     */
    record Control(
            String name,
            String variable,
            String kind,
            List<Integer> columns,
            List<String> names,
            double min,
            double max) {}

    /** The range of a coordinate, unless codes are farther out: three deviations of N(0, 1). */
    private static final double RANGE = 3;

    static ModelFacts of(Use use) {
        Model model = use.model();
        DataSummary data = model.summary();
        DataShape shape = View.shape(data);
        Form form = data.form();
        boolean isSeries = form.display(shape) == Form.Display.SERIES;
        List<CodePart> parts = use.memory().parts(model);
        double[][] codes = use.memory().codes(model);
        List<Control> controls = controls(parts, codes);
        return new ModelFacts(
                use.run().id(),
                model.name(),
                model.seed(),
                model.parts(),
                model.parameters().values().stream().mapToLong(Long::longValue).sum(),
                form.display(shape).name().toLowerCase(Locale.ROOT),
                model.test().size(),
                data.labels().stream()
                        .map(each -> new Choice(each.name(), each.valueNames()))
                        .toList(),
                conditions(model),
                columns(model).filter(ModelFacts::isLong).map(Conditioning.Column::name).toList(),
                form.modalities().stream().map(Modality::name).toList(),
                isSeries,
                isSeries ? data.shape().height() - 1 : 0,
                controls,
                controls.isEmpty()
                        ? "its codes are numbers of categories, between which nothing lies"
                        : null,
                parts.stream().map(ModelFacts::name).toList(),
                codes[0]);
    }

    static Stream<Conditioning.Column> columns(Model model) {
        return model.distributions().generative().condition().columns().stream();
    }

    /** Nobody writes the level of a series at each step: it is that of test examples. */
    static boolean isLong(Conditioning.Column column) {
        return column instanceof Conditioning.Values values && values.view().values().size() > 1;
    }

    private static List<Choice> conditions(Model model) {
        return columns(model)
                .filter(column -> !isLong(column))
                .map(
                        column ->
                                new Choice(
                                        column.name(),
                                        column instanceof Conditioning.Label label
                                                ? label.labels().valueNames()
                                                : null))
                .toList();
    }

    /** Returns what a part of a code is called: its variable, or its columns. */
    private static String name(CodePart part) {
        List<String> columns = part.columns();
        return columns.size() == 1
                ? columns.get(0)
                : columns.get(0) + " to " + columns.get(columns.size() - 1);
    }

    /** Returns the controls of all columns; none if one of them is the number of a category. */
    private static List<Control> controls(List<CodePart> parts, double[][] codes) {
        List<Control> controls = new ArrayList<>();
        int from = 0;
        for (CodePart part : parts) {
            int width = part.columns().size();
            switch (part.geometry()) {
                case CATEGORY -> {
                    return List.of();
                }
                case PLANE -> addEach("line", part, from, codes, controls);
                case TORUS -> addEach("angle", part, from, codes, controls);
                case SPHERE -> addPoints("sphere", part, from, controls);
                case DISK -> addPoints("disk", part, from, controls);
                case SIMPLEX -> addPoints("weights", part, from, controls);
            }
            from += width;
        }
        return controls;
    }

    private static void addEach(
            String kind, CodePart part, int from, double[][] codes, List<Control> controls) {
        for (int j = 0; j < part.columns().size(); j++) {
            int column = from + j;
            double least = -RANGE;
            double most = RANGE;
            for (double[] code : codes) {
                least = Math.min(least, code[column]);
                most = Math.max(most, code[column]);
            }
            boolean isAngle = kind.equals("angle");
            controls.add(
                    new Control(
                            part.columns().get(j),
                            part.variable(),
                            kind,
                            List.of(column),
                            List.of(part.columns().get(j)),
                            isAngle ? -Math.PI : least,
                            isAngle ? Math.PI : most));
        }
    }

    private static void addPoints(String kind, CodePart part, int from, List<Control> controls) {
        int width = part.columns().size() / part.points();
        for (int p = 0; p < part.points(); p++) {
            int first = p * width;
            List<String> names = part.columns().subList(first, first + width);
            controls.add(
                    new Control(
                            names.get(0) + " to " + names.get(width - 1),
                            part.variable(),
                            kind,
                            IntStream.range(from + first, from + first + width).boxed().toList(),
                            names,
                            kind.equals("weights") ? 0 : -1,
                            1));
        }
    }

    /** Returns the columns of codes by name. */
    static Map<String, double[]> columns(List<CodePart> parts, double[][] codes) {
        Map<String, double[]> columns = new LinkedHashMap<>();
        for (CodePart part : parts) {
            for (String name : part.columns()) {
                int column = columns.size();
                columns.put(
                        name,
                        IntStream.range(0, codes.length)
                                .mapToDouble(i -> codes[i][column])
                                .toArray());
            }
        }
        return columns;
    }
}
