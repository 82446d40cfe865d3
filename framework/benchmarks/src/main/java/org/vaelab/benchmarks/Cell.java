// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measurement: a benchmark with the values of its parameters.
 *
 * @param benchmark the class
 * @param parameters by name
 */
record Cell(Class<?> benchmark, Map<String, String> parameters) {

    /** Takes steps of raw libtorch. */
    static Cell rawStep(StepSize size) {
        return new Cell(RawTrainingStep.class, size.parameters());
    }

    /** Takes steps through the trainer. */
    static Cell step(StepSize size, Family family, String backend) {
        return of(TrainingStep.class, size.parameters(), family, backend);
    }

    /** Computes the products of a step alone. */
    static Cell stepProducts(StepSize size, Family family, String backend) {
        return of(StepProducts.class, size.parameters(), family, backend);
    }

    /** Evaluates. */
    static Cell evaluation(EvaluationSize size, String backend) {
        return of(Evaluation.class, size.parameters(), size.family(), backend);
    }

    /** Computes the products of an evaluation alone. */
    static Cell evaluationProducts(EvaluationSize size, String backend) {
        return of(EvaluationProducts.class, size.parameters(), size.family(), backend);
    }

    private static Cell of(
            Class<?> benchmark, Map<String, String> size, Family family, String backend) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("backend", backend);
        parameters.put("family", family.label());
        parameters.putAll(size);
        return new Cell(benchmark, parameters);
    }

    /** Returns benchmark and values in one line. */
    String label() {
        return benchmark.getSimpleName() + " " + String.join(" ", parameters.values());
    }

    /**
     * The size of a training step.
     *
     * @param network see {@link ModelSize#of}
     * @param batch examples
     * @param threads of the backend
     */
    record StepSize(String network, int batch, int threads) {

        private Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("network", network);
            parameters.put("batch", Integer.toString(batch));
            parameters.put("threads", Integer.toString(threads));
            return parameters;
        }
    }

    /**
     * The size of an evaluation, of 100 data.
     *
     * @param network see {@link ModelSize#of}
     * @param draws K
     * @param threads of the backend
     */
    record EvaluationSize(Family family, String network, int draws, int threads) {

        private Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("network", network);
            parameters.put("draws", Integer.toString(draws));
            parameters.put("threads", Integer.toString(threads));
            return parameters;
        }
    }
}
