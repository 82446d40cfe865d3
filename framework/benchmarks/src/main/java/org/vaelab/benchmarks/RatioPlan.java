// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@link Ratios} measures.
 *
 * @param steps Gaussian steps, beside raw libtorch and their products alone
 * @param families steps of families, beside the Gaussian of the same size
 * @param evaluations evaluations, beside their products alone
 * @param backends on which
 */
record RatioPlan(
        List<Cell.StepSize> steps,
        List<FamilyStep> families,
        List<Cell.EvaluationSize> evaluations,
        List<String> backends) {

    /** The options that choose. */
    static final Set<String> OPTIONS =
            Set.of("full", "steps", "families", "evaluations", "backends");

    /** What skips a part. */
    private static final String NONE = "none";

    private static final String STEPS = "400/100/1,2000/100/1";
    private static final String FAMILIES = "vmf/400/100/1,gumbel/400/100/1,vq/400/100/1";
    private static final String EVALUATIONS = "gaussian/400/50/1";

    private static final String ALL_STEPS =
            "400/100/1,400/100/2,500/100/1,2000/100/1,2000/100/2,400/1000/1,400/1000/2,"
                    + "2000/1000/1,2000/1000/2,convolutional/64/1,convolutional/64/2";
    private static final String ALL_FAMILIES =
            FAMILIES + ",beta/400/100/1,power-spherical/400/100/1,product/400/100/1";
    private static final String ALL_EVALUATIONS =
            "gaussian/400/50/1,gaussian/400/500/1,gaussian/400/500/2,"
                    + "vmf/400/50/1,power-spherical/400/50/1,gumbel/400/50/1,vq/400/50/1,"
                    + "product/400/50/1";

    /** A step of a family. */
    record FamilyStep(Family family, Cell.StepSize size) {}

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException if a value is not of its form
     */
    static RatioPlan of(Options options) {
        boolean full = options.has("full");
        List<Cell.StepSize> steps = new ArrayList<>();
        for (String[] parts : parts(options, "steps", full ? ALL_STEPS : STEPS, 3)) {
            steps.add(size(parts, 0));
        }
        List<FamilyStep> families = new ArrayList<>();
        for (String[] parts : parts(options, "families", full ? ALL_FAMILIES : FAMILIES, 4)) {
            families.add(new FamilyStep(Family.of(parts[0]), size(parts, 1)));
        }
        List<Cell.EvaluationSize> evaluations = new ArrayList<>();
        for (String[] parts :
                parts(options, "evaluations", full ? ALL_EVALUATIONS : EVALUATIONS, 4)) {
            evaluations.add(
                    new Cell.EvaluationSize(
                            Family.of(parts[0]),
                            ModelSize.of(parts[1]).name(),
                            Options.count("evaluations", parts[2]),
                            Options.count("evaluations", parts[3])));
        }
        return new RatioPlan(steps, families, evaluations, options.list("backends", "torch,nd4j"));
    }

    private static List<String[]> parts(
            Options options, String name, String otherwise, int expected) {
        List<String[]> all = new ArrayList<>();
        if (options.text(name, otherwise).equals(NONE)) {
            return all;
        }
        for (String text : options.list(name, otherwise)) {
            String[] parts = text.split("/", -1);
            if (parts.length != expected) {
                throw new IllegalArgumentException(
                        "--" + name + " has '" + text + "', expected such as " + otherwise);
            }
            all.add(parts);
        }
        return all;
    }

    private static Cell.StepSize size(String[] parts, int from) {
        return new Cell.StepSize(
                ModelSize.of(parts[from]).name(),
                Options.count("batch", parts[from + 1]),
                Options.count("threads", parts[from + 2]));
    }

    /** Returns all measurements, each once, those that are compared one after another. */
    List<Cell> cells() {
        Set<Cell> cells = new LinkedHashSet<>();
        for (Cell.StepSize size : steps) {
            cells.add(Cell.rawStep(size));
            for (String backend : backends) {
                cells.add(Cell.step(size, Family.GAUSSIAN, backend));
                cells.add(Cell.stepProducts(size, Family.GAUSSIAN, backend));
            }
        }
        for (String backend : backends) {
            for (FamilyStep step : families) {
                cells.add(Cell.step(step.size(), Family.GAUSSIAN, backend));
                cells.add(Cell.step(step.size(), step.family(), backend));
            }
            for (Cell.EvaluationSize size : evaluations) {
                cells.add(Cell.evaluation(size, backend));
                cells.add(Cell.evaluationProducts(size, backend));
            }
        }
        return List.copyOf(cells);
    }
}
