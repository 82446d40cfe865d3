// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

/** Receives the progress of evaluation. */
@FunctionalInterface
public interface EvaluationProgress {

    EvaluationProgress SILENT = (metric, done, examples) -> {};

    /**
     * Some examples are done.
     *
     * @param metric the name of what is measured now
     * @param done how many examples of it are done
     * @param examples how many there are
     */
    void advanced(String metric, int done, int examples);
}
