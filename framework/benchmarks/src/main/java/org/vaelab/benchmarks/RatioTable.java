// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tables of a run as Markdown: milliseconds, the median, with ratios of medians of the same run.
 * What was not measured, or failed, is an empty cell.
 */
final class RatioTable {

    private final RatioPlan plan;
    private final Map<Cell, Double> millis;
    private final Map<String, ModelFacts.Widths> widths;
    private final StringBuilder out = new StringBuilder();

    /**
     * Prepares tables.
     *
     * @param millis medians, by what was measured
     * @param widths of models, by {@link ModelFacts#key}
     */
    RatioTable(RatioPlan plan, Map<Cell, Double> millis, Map<String, ModelFacts.Widths> widths) {
        this.plan = plan;
        this.millis = millis;
        this.widths = widths;
    }

    /** Returns the tables. */
    String markdown() {
        if (!plan.steps().isEmpty()) {
            steps();
        }
        if (!plan.families().isEmpty()) {
            families();
        }
        if (!plan.evaluations().isEmpty()) {
            evaluations();
        }
        return out.toString();
    }

    private void steps() {
        out.append(
                "\nTraining step of the Gaussian model, milliseconds; in brackets the ratio to raw"
                        + " libtorch.\n\n");
        List<String> header = new ArrayList<>(List.of("model", "batch", "threads", "raw libtorch"));
        plan.backends().forEach(backend -> header.add("trainer, " + backend));
        plan.backends().forEach(backend -> header.add("products alone, " + backend));
        plan.backends().forEach(backend -> header.add(backend + " : its products"));
        header(header, 1);
        for (Cell.StepSize size : plan.steps()) {
            Cell raw = Cell.rawStep(size);
            List<String> row = row(size);
            row.add(number(raw));
            for (String backend : plan.backends()) {
                row.add(withRatio(Cell.step(size, Family.GAUSSIAN, backend), raw));
            }
            for (String backend : plan.backends()) {
                row.add(withRatio(Cell.stepProducts(size, Family.GAUSSIAN, backend), raw));
            }
            for (String backend : plan.backends()) {
                row.add(
                        ratio(
                                Cell.step(size, Family.GAUSSIAN, backend),
                                Cell.stepProducts(size, Family.GAUSSIAN, backend)));
            }
            line(row);
        }
    }

    private void families() {
        out.append(
                "\nTraining step by family, milliseconds; in brackets the ratio to the Gaussian of"
                        + " the same hidden layers. What the encoder puts out and the decoder takes"
                        + " in is given for each.\n\n");
        List<String> header =
                new ArrayList<>(
                        List.of("family", "latent space", "encoder's head", "decoder's input"));
        header.addAll(List.of("hidden", "batch", "threads"));
        header.addAll(plan.backends());
        header(header, 2);
        List<RatioPlan.FamilyStep> rows = new ArrayList<>();
        plan.families().stream()
                .map(RatioPlan.FamilyStep::size)
                .distinct()
                .forEach(
                        size -> {
                            rows.add(new RatioPlan.FamilyStep(Family.GAUSSIAN, size));
                            plan.families().stream()
                                    .filter(step -> step.size().equals(size))
                                    .forEach(rows::add);
                        });
        for (RatioPlan.FamilyStep step : rows) {
            Cell.StepSize size = step.size();
            List<String> row = new ArrayList<>(List.of(step.family().label()));
            row.addAll(widths(step.family(), size.network()));
            row.addAll(
                    List.of(
                            size.network(),
                            Integer.toString(size.batch()),
                            Integer.toString(size.threads())));
            for (String backend : plan.backends()) {
                row.add(
                        withRatio(
                                Cell.step(size, step.family(), backend),
                                Cell.step(size, Family.GAUSSIAN, backend)));
            }
            line(row);
        }
    }

    private List<String> widths(Family family, String network) {
        ModelFacts.Widths found = widths.get(ModelFacts.key(family, network));
        return found == null
                ? List.of("", "", "")
                : List.of(
                        found.space(),
                        Integer.toString(found.head()),
                        Integer.toString(found.decoderInputs()));
    }

    private void evaluations() {
        out.append(
                "\nEvaluation of "
                        + Evaluation.EXAMPLES
                        + " data (bound and importance-weighted log p(x); of vq the bound alone),"
                        + " milliseconds; in brackets the rate as a share of that of its products"
                        + " alone.\n\n");
        List<String> header = new ArrayList<>(List.of("family", "hidden", "K", "threads"));
        for (String backend : plan.backends()) {
            header.add(backend);
            header.add("its products");
        }
        header(header, 1);
        for (Cell.EvaluationSize size : plan.evaluations()) {
            List<String> row =
                    new ArrayList<>(
                            List.of(
                                    size.family().label(),
                                    size.network(),
                                    Integer.toString(size.draws()),
                                    Integer.toString(size.threads())));
            for (String backend : plan.backends()) {
                Cell evaluation = Cell.evaluation(size, backend);
                Cell products = Cell.evaluationProducts(size, backend);
                row.add(number(evaluation) + inBrackets(share(products, evaluation)));
                row.add(number(products));
            }
            line(row);
        }
    }

    private static List<String> row(Cell.StepSize size) {
        return new ArrayList<>(
                List.of(
                        ModelSize.of(size.network()).label(),
                        Integer.toString(size.batch()),
                        Integer.toString(size.threads())));
    }

    private void header(List<String> titles, int texts) {
        line(titles);
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < titles.size(); i++) {
            rules.add(i < texts ? "---" : "---:");
        }
        line(rules);
    }

    private void line(List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private String number(Cell cell) {
        Double value = millis.get(cell);
        if (value == null) {
            return "";
        }
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    private String withRatio(Cell cell, Cell to) {
        return number(cell) + inBrackets(ratio(cell, to));
    }

    private static String inBrackets(String text) {
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    private String ratio(Cell cell, Cell to) {
        return millis.containsKey(cell) && millis.containsKey(to)
                ? String.format(Locale.ROOT, "%.2f", millis.get(cell) / millis.get(to))
                : "";
    }

    private String share(Cell part, Cell whole) {
        return millis.containsKey(part) && millis.containsKey(whole)
                ? String.format(Locale.ROOT, "%.0f %%", 100 * millis.get(part) / millis.get(whole))
                : "";
    }
}
