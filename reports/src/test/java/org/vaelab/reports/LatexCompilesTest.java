// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles the LaTeX files of a report. Skipped where pdflatex or a package of LaTeX is not
 * installed.
 */
@Tag("slow")
class LatexCompilesTest {

    private static final long LIMIT_SECONDS = 120;

    /** The packages that users are told to install, in the README. */
    private static final List<String> PACKAGES =
            List.of("booktabs.sty", "siunitx.sty", "tabulary.sty", "varwidth.sty", "pgfplots.sty");

    @TempDir private Path folder;
    private Path report;

    @BeforeEach
    void write() throws IOException {
        List<String> absent = new ArrayList<>(List.of("pdflatex", "kpsewhich"));
        absent.removeIf(LatexCompilesTest::isOnThePath);
        if (absent.isEmpty()) {
            absent.addAll(PACKAGES);
            absent.removeAll(found());
        }
        assumeTrue(absent.isEmpty(), () -> "skipped: not installed: " + String.join(", ", absent));
        ExampleComparison.write(folder);
        report = Report.write(folder);
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** Returns the packages that LaTeX finds, which an installation without extras lacks. */
    private static List<String> found() throws IOException {
        List<String> command = new ArrayList<>(List.of("kpsewhich"));
        command.addAll(PACKAGES);
        Process process = new ProcessBuilder(command).start();
        String paths = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return paths.lines().map(path -> String.valueOf(Path.of(path).getFileName())).toList();
    }

    private void compiles(Path file) throws IOException, InterruptedException {
        Path log = folder.resolve("latex.out");
        Process process =
                new ProcessBuilder(
                                "pdflatex",
                                "-interaction=nonstopmode",
                                "-halt-on-error",
                                report.relativize(file).toString())
                        .directory(report.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(ended).as("%s ends", file).isTrue();
        assertThat(process.exitValue()).as("%s: %s", file, text).isZero();
        assertThat(text).as("%s", file).doesNotContain("Overfull", "Float too large");
    }

    @Test
    void everyFileCompilesAloneAndFitsTheColumn() throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> tables = Files.list(report.resolve("tables"))) {
            tables.sorted().forEach(files::add);
        }
        for (String name : List.of("macros.tex", "setup.tex", "paper.tex")) {
            files.add(report.resolve(name));
        }
        for (Path file : files) {
            compiles(file);
        }
    }

    @Test
    void anUnknownNameIsAnErrorThatShowsIt() throws IOException, InterruptedException {
        Path file = report.resolve("use.tex");
        Files.writeString(
                file,
                "\\documentclass{article}\\input{macros}\\begin{document}"
                        + "\\vaelab{vae}{elbo} \\vaelab{nobody}{elbo}\\end{document}");
        assertThat(catchThrowable(() -> compiles(file)))
                .hasMessageContaining("No number is called 'nobody/elbo/value'");
    }
}
