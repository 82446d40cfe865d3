// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.RunListener;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.training.StepReport;

/**
 * The progress of a run on a worker.
 *
 * @param run the name of its folder
 * @param kind which method of {@link RunListener} it is for
 * @param done steps or examples done
 * @param all the number of all
 * @param metric the metric being evaluated
 * @param bound the last bound of training, in nats; {@code NaN} if there is none
 * @param finding what the health monitor found
 */
record RunEvent(
        String run,
        Kind kind,
        long done,
        long all,
        @JsonProperty(required = false) @Nullable String metric,
        double bound,
        @JsonProperty(required = false) @Nullable HealthFinding finding) {

    enum Kind {
        STARTED,
        STEPPED,
        FOUND,
        RETAKEN,
        EVALUATED,
        INTERRUPTED
    }

    static RunEvent of(PlannedRun run, Kind kind, long done, long all) {
        return new RunEvent(run.folderName(), kind, done, all, null, Double.NaN, null);
    }

    static RunEvent of(PlannedRun run, HealthFinding found) {
        return new RunEvent(run.folderName(), Kind.FOUND, found.step(), 0, null, Double.NaN, found);
    }

    RunEvent of(String evaluated) {
        return new RunEvent(run, kind, done, all, evaluated, bound, finding);
    }

    RunEvent with(double latest) {
        return new RunEvent(run, kind, done, all, metric, latest, finding);
    }

    static RunEvent parse(String text) throws IOException {
        return RecordMapper.read(
                text.getBytes(StandardCharsets.UTF_8), RunEvent.class, "event of a worker");
    }

    String text() {
        return new String(RecordMapper.line(this), StandardCharsets.UTF_8).strip();
    }

    void tell(PlannedRun planned, RunListener listener) {
        switch (kind) {
            case STARTED -> listener.started(planned, done);
            case STEPPED -> {
                if (!Double.isNaN(bound)) {
                    listener.reported(planned, report());
                }
                listener.stepped(planned, done, all);
            }
            case FOUND -> {
                if (finding != null) {
                    listener.found(planned, finding);
                }
            }
            case RETAKEN -> listener.retaken(planned, done, all);
            case EVALUATED ->
                    listener.evaluated(
                            planned, metric == null ? "" : metric, (int) done, (int) all);
            case INTERRUPTED -> listener.interrupted(planned);
        }
    }

    private StepReport report() {
        return new StepReport(
                done,
                Double.NaN,
                Map.of(StepReport.BOUND, bound),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                null);
    }
}
