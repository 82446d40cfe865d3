// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vaelab.experiments.run.StepReplay;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.ReplayedStep;
import org.vaelab.framework.training.SavedBatch;

/**
 * Prints a step that was taken again: its batch, objective and gradient, and what is not finite.
 */
record ReplayText(PrintWriter out) {

    /** The number of examples and parameters named in a line. */
    private static final int NAMED = 5;

    void print(RunFolder run, StepReplay.Replayed replayed) {
        String place = replayed.recorded().afterValidation() ? "validation after step " : "step ";
        out.println(place + replayed.recorded().step() + ", from " + run.failure());
        line("recorded", replayed.recorded().cause());
        line("batch", batch(replayed.batch()));
        if (replayed.found() != null) {
            print(replayed.found(), SavedBatch.rows(replayed.batch()));
        }
        if (replayed.isReproduced()) {
            out.println("reproduced: the same numbers are not finite again");
        } else if (replayed.failure() == null) {
            out.println("not reproduced: all numbers are finite now");
            line("perhaps", "a part keeps state outside its parameters, or sums are reordered");
            line("next", "train again from the first step with --whole");
        } else {
            out.println("not reproduced: other numbers are not finite: " + replayed.failure());
        }
    }

    private void print(ReplayedStep step, int[] rows) {
        line(
                "objective",
                step.terms().entrySet().stream()
                        .map(term -> term.getKey() + " " + number(term.getValue()))
                        .collect(Collectors.joining(", ")));
        if (!step.examples().isEmpty()) {
            List<String> spoilt =
                    step.examples().stream().map(i -> Integer.toString(rows[i])).toList();
            line(
                    "examples",
                    "bound not finite in "
                            + spoilt.size()
                            + " of "
                            + rows.length
                            + "; rows of the training data: "
                            + some(spoilt));
        }
        String norm = "norm " + number(step.gradientNorm());
        line(
                "gradient",
                step.gradients().isEmpty()
                        ? norm
                        : norm + "; not finite in " + some(step.gradients()));
        step.largest()
                .ifPresent(
                        largest ->
                                line(
                                        "parameters",
                                        "largest absolute value before the step "
                                                + number(largest.value())
                                                + ", in "
                                                + largest.parameter()));
    }

    private static String batch(Checkpoint batch) {
        double[] values = SavedBatch.values(batch);
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        int notFinite = 0;
        int first = -1;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                least = Math.min(least, values[i]);
                greatest = Math.max(greatest, values[i]);
            } else {
                notFinite++;
                first = first < 0 ? i : first;
            }
        }
        int[] rows = SavedBatch.rows(batch);
        String text =
                rows.length + " examples, values from " + number(least) + " to " + number(greatest);
        if (notFinite == 0) {
            return text;
        }
        int width = values.length / rows.length;
        return text
                + "; not finite: %s values, the first in row %s of the training data, value %s"
                        .formatted(notFinite, rows[first / width], first % width);
    }

    private static String some(List<String> names) {
        String few = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() <= NAMED ? few : few + " and " + (names.size() - NAMED) + " more";
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%.6g", value)
                : Double.toString(value);
    }

    private void line(String what, String text) {
        out.println("    " + what + ": " + text);
    }
}
