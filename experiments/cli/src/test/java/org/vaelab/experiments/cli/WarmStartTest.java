// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.training.CheckpointFile;

class WarmStartTest {

    private static final String TOP =
            """
            data: {source: sprites, size: 16, train: 60, test: 20}
            runtime: {threads: 1}
            network: {hidden: [8]}
            training: {steps: 5, batch: 10, checkpointEvery: 3}
            evaluation: {importanceSamples: 3}
            seeds: [1, 2]
            models:
            """;

    private static final String BASE = TOP + "  vae: {variant: gaussian, latent: 2}\n";

    private static final String WARM =
            TOP
                    + """
                      all: {variant: gaussian, latent: 2, start: "base/runs/vae-{seed}-*"}
                      fixed:
                        variant: gaussian
                        latent: 2
                        start: {run: "base/runs/vae-1-*", parts: decoder, frozen: true}
                    """;

    private static Path shared;

    private final Terminal terminal = new Terminal();

    @TempDir Path temporary;

    private Trained base;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        shared = folder;
        Trained.of(BASE, folder);
    }

    /** Copies the base into the folder of this test, where a test may change it. */
    @BeforeEach
    void copyBase() throws IOException {
        base =
                new Trained(shared.resolve("config.yaml"), shared.resolve("out"))
                        .copy(temporary.resolve("base"));
    }

    private Trained warm() throws IOException {
        Path config = Files.writeString(temporary.resolve("warm.yaml"), WARM);
        Path out = temporary.resolve("warm");
        terminal.compare(config, out);
        return new Trained(config, out);
    }

    private int again(Trained trained) {
        return terminal.vaelab(
                "compare", trained.config().toString(), "--out", trained.folder().toString());
    }

    @Tag("exhaustive")
    @Test
    void theRecordNamesTheChainOfRuns() throws IOException {
        Trained warm = warm();
        Provenance.Start start = warm.record("all").provenance().start();
        assertThat(start).isNotNull();
        assertThat(start.model()).isEqualTo("vae");
        assertThat(start.parts()).isEqualTo("all");
        assertThat(start.start()).isNull();
        assertThat(start.seed()).isEqualTo(warm.record("all").seed());
        Path config =
                Files.writeString(
                        temporary.resolve("third.yaml"),
                        TOP
                                + "  third: {variant: gaussian, latent: 2, start: {run:"
                                + " \"warm/runs/fixed-2-*\", parts: encoder}}\n");
        Trained third = new Trained(config, temporary.resolve("third"));
        terminal.compare(config, third.folder());
        Provenance.Start last = third.record("third").provenance().start();
        assertThat(last).isNotNull();
        assertThat(last.start()).isEqualTo(warm.record("fixed").provenance().start());
        String text = "(encoder), which started from vae-1-";
        assertThat(Files.readString(third.folder().resolve("report/report.md"))).contains(text);
        assertThat(Files.readString(third.folder().resolve("report/setup.tex")))
                .contains("starts from the encoder of the trained model fixed");
        assertThat(warm.record("fixed").parameters()).containsKey("state.decoder.0.weight");
    }

    @Tag("exhaustive")
    @Test
    void aRunWithACheckpointNeedsTheOtherNoLonger() throws IOException {
        Trained warm = warm();
        RunFolder run = new RunFolder(warm.run("all"));
        RunRecord before = run.readResult();
        Files.delete(run.result());
        Files.move(base.folder(), temporary.resolve("gone"));
        assertThat(again(warm)).as(terminal.err()).isZero();
        assertThat(run.readResult().withoutVolatile()).isEqualTo(before.withoutVolatile());
        assertThat(terminal.vaelab("evaluate", run.path().toString())).isZero();
        assertThat(terminal.vaelab("reproduce", run.path().toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is not the folder of a finished run: no such folder");
        Files.delete(run.result());
        Files.delete(new CheckpointFile(run.checkpoint()).path());
        assertThat(again(warm)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("train that run first, or name another one");
    }

    @Tag("exhaustive")
    @Test
    void aChangedRunCannotBeReproducedAndIsAnotherStart() throws IOException {
        Trained warm = warm();
        RunFolder run = new RunFolder(warm.run("fixed"));
        assertThat(terminal.vaelab("reproduce", run.path().toString())).as(terminal.err()).isZero();
        for (Path each : base.runs()) {
            RunFolder changed = new RunFolder(each);
            CheckpointFile file = new CheckpointFile(changed.checkpoint());
            String before = file.checksum().orElseThrow();
            file.save(file.load().orElseThrow().with("trained", "again"));
            String after = file.checksum().orElseThrow();
            Files.writeString(
                    changed.result(), Files.readString(changed.result()).replace(before, after));
        }
        assertThat(terminal.vaelab("reproduce", run.path().toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("has changed since the run was planned");
        assertThat(again(warm)).isZero();
        assertThat(terminal.err()).contains("start.checksum: was", "is trained anew");
    }

    @Tag("exhaustive")
    @Test
    void aDamagedCheckpointIsAnError() throws IOException {
        Trained warm = warm();
        for (Path each : base.runs()) {
            Path file = new CheckpointFile(new RunFolder(each).checkpoint()).path();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
        }
        assertThat(terminal.vaelab("reproduce", warm.run("fixed").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("the file has changed", "put it back as it was");
    }

    @Test
    @Tag("full")
    void aDryRunShowsWhatListsOfLayersBecome() throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("layers.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 40, test: 20}
                        training: {steps: 2, batch: 10}
                        models:
                          mine:
                            variant: gaussian
                            latent: 3
                            network:
                              encoder: [{pool: 2}, batch-norm, {residual: [gelu]}]
                              decoder: [{dense: 256}, {reshape: [1, 16, 16]}]
                        """);
        assertThat(terminal.vaelab("compare", config.toString(), "--dry-run"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out())
                .startsWith("data sprites: 40 training, 0 validation and 20 test examples")
                .contains(
                        """
                        mine, network.encoder:
                          pool: 2 to 1x8x8
                          batch-norm to 1x8x8, 2 parameters
                          residual: [gelu] to 1x8x8
                          dense: 6 to 6, 390 parameters (added)
                        mine, network.decoder:
                          dense: 256 to 256, 1,024 parameters
                          reshape: [1, 16, 16] to 1x16x16
                          convolution: {channels: 1, kernel: 1} to 1x16x16, 2 parameters (added)
                        """);
    }

    @Test
    @Tag("full")
    void startsCanBeSwept() throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("swept.yaml"),
                        TOP
                                + "  vae: {variant: gaussian, latent: 2, sweep: {start: [null,"
                                + " \"base/runs/vae-1-*\", \"base/runs/vae-2-*\"]}}\n");
        assertThat(terminal.vaelab("compare", config.toString(), "--dry-run"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out())
                .contains("vae,start=null", "vae,start=vae-1-", "vae,start=vae-2-");
        Files.writeString(
                config,
                TOP
                        + "  vae: {variant: gaussian, latent: 2, start: \"base/runs/vae-1-*\", sweep:"
                        + " {start.parts: [all, encoder]}}\n");
        assertThat(terminal.vaelab("compare", config.toString(), "--dry-run"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("vae,start.parts=encoder");
    }

    @Test
    @Tag("full")
    void whatDoesNotFitIsListedWithThePartsThatWould() throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("wide.yaml"),
                        TOP
                                + "  vae: {variant: gaussian, latent: 2, prior: {type: vamp, components:"
                                + " 3}, start: \"base/runs/vae-1-*\"}\n");
        assertThat(terminal.vaelab("compare", config.toString(), "--dry-run"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains(
                        "model 'vae' cannot start from",
                        "is missing",
                        "it would fit with parts: encoder or decoder");
    }
}
