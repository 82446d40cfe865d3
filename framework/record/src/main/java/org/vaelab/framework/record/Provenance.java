// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The provenance of a record: all that is needed to train the same model again.
 *
 * <p>All that differs between two equal runs on one machine is in {@link #execution}; the rest is
 * the same, byte for byte.
 *
 * @param framework the software that ran
 * @param config the config of this run, every default filled in
 * @param configHash {@link RecordMapper#hash} of {@code config}
 * @param data the data it saw
 * @param backend what computed
 * @param facts what the framework decided by itself, and what a reader must know to compare
 * @param evaluatedData the number of data over which each metric's mean was taken, by metric; a
 *     metric may be absent
 * @param absentMetrics why a metric was not computed, by metric
 * @param start the run whose weights it started from; null if its seed drew them
 * @param execution when, where and by which command; null only in a record without its volatile
 *     parts
 */
public record Provenance(
        Framework framework,
        JsonNode config,
        String configHash,
        long seed,
        Data data,
        Backend backend,
        ModelFacts facts,
        Map<String, Long> evaluatedData,
        Map<String, AbsentMetric> absentMetrics,
        @Nullable Start start,
        @Nullable Execution execution) {

    public Provenance {
        Objects.requireNonNull(framework, "framework");
        config = Objects.requireNonNull(config, "config").deepCopy();
        Objects.requireNonNull(configHash, "configHash");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(facts, "facts");
        evaluatedData = InOrder.copy(evaluatedData, "evaluatedData");
        absentMetrics = InOrder.copy(absentMetrics, "absentMetrics");
    }

    /** Returns the checksums of the plugins' jars, by file name. */
    public Map<String, String> plugins() {
        return facts.plugins();
    }

    /** Returns the number of data behind a metric's mean, if it was recorded. */
    public OptionalLong dataBehind(String metric) {
        Long count = evaluatedData.get(metric);
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /**
     * Returns the absent metrics that a reader looks for, with their reasons: those that the config
     * asks for, and those that failed.
     */
    public Map<String, AbsentMetric> missedMetrics() {
        Set<String> asked = new HashSet<>();
        for (JsonNode metric : config.path("evaluation").path("metrics")) {
            asked.add((metric.isObject() ? metric.path("type") : metric).asText());
        }
        Map<String, AbsentMetric> missed = new LinkedHashMap<>(absentMetrics);
        missed.entrySet()
                .removeIf(
                        metric ->
                                !asked.contains(metric.getKey()) && !metric.getValue().isFailure());
        return missed;
    }

    /** Returns why metrics failed, by metric: the exceptions that they threw. */
    public Map<String, String> failedMetrics() {
        return failed(absentMetrics);
    }

    /** Returns the absent metrics that threw an exception, with its message. */
    static Map<String, String> failed(Map<String, AbsentMetric> absentMetrics) {
        Map<String, String> failed = new LinkedHashMap<>();
        absentMetrics.forEach(
                (metric, absent) -> {
                    if (absent.isFailure()) {
                        failed.put(metric, absent.reason());
                    }
                });
        return failed;
    }

    /** Returns this provenance without what differs between two equal runs. */
    public Provenance withoutVolatile() {
        return new Provenance(
                framework,
                config,
                configHash,
                seed,
                data.withoutFiles(),
                backend,
                facts,
                evaluatedData,
                absentMetrics,
                start,
                null);
    }

    /**
     * A run whose weights another run started from.
     *
     * @param run its folder
     * @param model its name in its config
     * @param checksum SHA-256 of its checkpoint
     * @param parts what was taken from it: {@code all}, {@code encoder} or {@code decoder}
     * @param frozen whether the other run left these parameters as they were
     * @param start the run that it started from itself; null if its seed drew its weights
     */
    public record Start(
            String run,
            String model,
            long seed,
            String checksum,
            String parts,
            boolean frozen,
            @Nullable Start start) {
        public Start {
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(checksum, "checksum");
            Objects.requireNonNull(parts, "parts");
        }

        /** Returns the name of the run, without the path of its folder. */
        public String name() {
            return run.substring(run.lastIndexOf('/') + 1);
        }

        /**
         * Returns the chain in words, such as {@code vae-1-e5a50240d9 (decoder, frozen), which
         * started from base-1-81bd5739e0 (all)}.
         */
        public String text() {
            return name()
                    + " ("
                    + parts
                    + (frozen ? ", frozen)" : ")")
                    + (start == null ? "" : ", which started from " + start.text());
        }
    }

    /**
     * The software.
     *
     * @param commit the commit it was built from, if known
     * @param dirty whether its working tree differed from that commit, if known
     */
    public record Framework(String version, @Nullable String commit, @Nullable Boolean dirty) {
        public Framework {
            Objects.requireNonNull(version, "version");
        }
    }

    /**
     * The data.
     *
     * @param checksum SHA-256 of the content as it was loaded, in hexadecimal: shape, domain,
     *     values and labels of training and test data. Equal data have equal ones whatever their
     *     files
     * @param train the number of training data
     * @param validation the number of validation data, 0 if there was no split
     * @param test the number of test data
     * @param shape of one datum, for example {@code 1x28x28} (channels x height x width)
     * @param binarization how grey values became binary: {@code none}, {@code static(0)} with the
     *     seed of the training data, {@code dynamic} or {@code threshold(0.5)}
     * @param files the SHA-256 of each file that was read, in hexadecimal, by its path; empty if
     *     the source names none
     */
    public record Data(
            String name,
            String checksum,
            long train,
            long validation,
            long test,
            String shape,
            String binarization,
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    Map<String, String> files) {
        public Data {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(checksum, "checksum");
            Objects.requireNonNull(shape, "shape");
            Objects.requireNonNull(binarization, "binarization");
            files = files == null ? Map.of() : InOrder.copy(files, "files");
        }

        private Data withoutFiles() {
            return new Data(name, checksum, train, validation, test, shape, binarization, Map.of());
        }
    }

    /**
     * The backend.
     *
     * @param device the device, for example {@code cpu}
     * @param details by name, in order: BLAS, kernels, threads, number type
     */
    public record Backend(String name, String device, Map<String, String> details) {
        public Backend {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(device, "device");
            details = InOrder.copy(details, "details");
        }
    }

    /**
     * One execution: all that may differ between two equal runs.
     *
     * @param startedAt when the run began, ISO 8601 in UTC
     * @param finishedAt when its record was written, ISO 8601 in UTC
     * @param command the command line that started it
     * @param jvm vendor and version of the Java runtime
     * @param os name, version and architecture of the operating system
     * @param cpu the processor's name if known, else its architecture
     * @param cpus the number of processors that the process could use
     * @param compute what each execution of the run consumed, this one last
     */
    public record Execution(
            String startedAt,
            String finishedAt,
            String command,
            String jvm,
            String os,
            String cpu,
            int cpus,
            List<Compute> compute) {
        public Execution {
            Objects.requireNonNull(startedAt, "startedAt");
            Objects.requireNonNull(finishedAt, "finishedAt");
            Objects.requireNonNull(command, "command");
            Objects.requireNonNull(jvm, "jvm");
            Objects.requireNonNull(os, "os");
            Objects.requireNonNull(cpu, "cpu");
            compute = List.copyOf(compute);
        }
    }
}
