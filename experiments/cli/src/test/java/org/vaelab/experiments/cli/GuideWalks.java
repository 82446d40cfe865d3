// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.cli.MarkdownPages.ShellLine;
import org.vaelab.experiments.cli.MarkdownPages.ShellLine.Kind;
import org.vaelab.framework.sources.DataLocations;

/**
 * The commands of VaeLab on a page run in the order of their page, in an empty folder, with 20 steps
 * of training on few examples: those of {@code README.md} by the launcher, those of a guide in one
 * JVM. Two classes share the pages, so that two processes run them. {@code
 * -Dvaelab.guide=YOUR-DATA} takes the pages of that name alone.
 */
abstract class GuideWalks {

    private static final Path ROOT = GuideCommandsTest.ROOT;
    private static final String CHOSEN = System.getProperty("vaelab.guide", "");
    private static final Path SAMPLE = Path.of("reports", "sample", "README.md");

    /** The name of a run, whose hash is that of all steps. */
    private static final Pattern RUN_NAME = Pattern.compile("\\b([a-z]\\w*-\\d+)-[0-9a-f]{10}\\b");

    /** What a reader replaces, in a command that a sentence mentions: FILE, NAME. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\b(?!RUN\\b)[A-Z]{3,}\\b|\\.\\.\\.");

    private static final Pattern CONFIG_NAME = Pattern.compile("(?m)^name: (\\S+)$");
    private static final Pattern COMPARED = Pattern.compile("compare (\\S+\\.yaml)$");

    /** Data sets that are drawn, and so may have fewer examples. */
    private static final Pattern DRAWN = Pattern.compile("source: (sprites|oscillators)\\b");

    /** How many examples a data set of a command has. */
    private static final int TRAIN = 1000;

    private static final int TEST = 200;

    @TempDir Path folder;
    @TempDir Path outputs;
    @TempDir Path data;

    /** Which run RUN is. */
    private String run = "";

    /** Returns the chosen pages, those of configs or those of all else. */
    static Stream<Path> pages(boolean ofConfigs) {
        return GuideCommandsTest.walks()
                .filter(page -> page.startsWith("configs") == ofConfigs)
                .filter(page -> page.toString().contains(CHOSEN));
    }

    @Tag("slow")
    @DisabledOnOs(OS.WINDOWS)
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("walks")
    void theCommandsWorkInTheirOrder(Path page) throws IOException, InterruptedException {
        assumeTrue(digits().isPresent() || !needsDigits(page), "needs the data set mnist10k");
        if (needsDigits(page)) {
            writeFewDigits();
        }
        Path launcher = ROOT.resolve("vaelab");
        if (page.equals(Path.of("README.md"))) {
            Files.createSymbolicLink(folder.resolve("vaelab"), launcher);
            walk(page);
            return;
        }
        try (CommandWorker worker = CommandWorker.start(folder, outputs, launcher, data)) {
            walk(page);
            assertThat(worker.isAlive()).as("the process that runs the commands").isTrue();
        }
    }

    private void walk(Path page) throws IOException, InterruptedException {
        String text = Files.readString(ROOT.resolve(page));
        copy(ROOT.resolve("configs"), folder.resolve("configs"));
        writeOwnData();
        for (MarkdownPages.Block block : MarkdownPages.yaml(ROOT.resolve(page))) {
            Matcher name = CONFIG_NAME.matcher(block.text());
            if (name.find()) {
                Files.writeString(folder.resolve(name.group(1) + ".yaml"), block.text());
            }
        }
        Set<String> planned = new HashSet<>();
        for (ShellLine line : GuideCommandsTest.commands(page)) {
            if (line.kind() == Kind.RUN) {
                run = line.text();
            } else if (line.kind() == Kind.GIVEN) {
                planned.addAll(plan(line.text()));
                execute(line.text());
            } else if (line.isOfVaelab() && !(line.isInline() && isForm(line.text()))) {
                planned.addAll(plan(line.text()));
                execute(line.text());
            }
        }
        if (!planned.isEmpty()) {
            String shown = text.replaceAll("<!-- .*? -->", "").replaceAll("-0123456789", "");
            assertThat(RUN_NAME.matcher(shown).results().map(found -> found.group()))
                    .as("names of runs that %s shows", page)
                    .isSubsetOf(planned);
        }
        if (page.equals(SAMPLE)) {
            assertThat(outline(folder.resolve("sample/report.md")))
                    .as("the sections, tables and figures of the sample are those of a report")
                    .isEqualTo(outline(ROOT.resolve("reports/sample/report.md")));
        }
    }

    /** Whether a command of a page names a config of digits. */
    private static boolean needsDigits(Path page) throws IOException {
        for (ShellLine line : GuideCommandsTest.commands(page)) {
            Matcher config = Pattern.compile("\\bconfigs/[\\w/-]+\\.yaml").matcher(line.text());
            if (config.find()
                    && Files.readString(ROOT.resolve(config.group())).contains("mnist10k")) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Path> digits() {
        return DataLocations.ofSystem().roots().stream()
                .map(root -> root.path().resolve("mnist10k"))
                .filter(Files::isDirectory)
                .findFirst();
    }

    /** Writes the first digits of each file of the data set as one of that name. */
    private void writeFewDigits() throws IOException {
        Path few = Files.createDirectories(data.resolve("mnist10k"));
        try (Stream<Path> files = Files.list(digits().orElseThrow())) {
            for (Path file : files.toList()) {
                try (DataInputStream from =
                                new DataInputStream(
                                        new GZIPInputStream(Files.newInputStream(file)));
                        DataOutputStream to =
                                new DataOutputStream(
                                        new GZIPOutputStream(
                                                Files.newOutputStream(
                                                        few.resolve(file.getFileName()))))) {
                    int magic = from.readInt();
                    int count =
                            Math.min(
                                    from.readInt(),
                                    file.getFileName().toString().startsWith("train")
                                            ? TRAIN
                                            : TEST);
                    to.writeInt(magic);
                    to.writeInt(count);
                    int size = count;
                    for (int axis = 1; axis < (magic & 0xff); axis++) {
                        int length = from.readInt();
                        to.writeInt(length);
                        size *= length;
                    }
                    to.write(from.readNBytes(size));
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copied = to.resolve(from.relativize(file).toString());
                if (!Files.isDirectory(copied)) {
                    Files.copy(file, copied);
                }
            }
        }
    }

    /** Writes the table and the photos of a user. */
    private void writeOwnData() throws IOException {
        Random random = new Random(1);
        for (String table : List.of("people.csv", "new.csv")) {
            StringBuilder rows = new StringBuilder("id,age,beds,city,grade,group\n");
            for (int i = 0; i < 1500; i++) {
                String age =
                        i % 7 == 0
                                ? "?"
                                : String.format(
                                        Locale.ROOT, "%.1f", 40 + 9 * random.nextGaussian());
                String city = List.of("Oslo", "Rome", "Wien").get(random.nextInt(3));
                String grade = List.of("low", "mid", "high").get(random.nextInt(3));
                rows.append(
                        "%s,%s,%s,%s,%s,%s%n"
                                .formatted(i, age, random.nextInt(40), city, grade, i % 2));
            }
            Files.writeString(folder.resolve(table), rows);
        }
        for (String photos : List.of("photos", "photos-2")) {
            for (int i = 0; i < 300; i++) {
                Path file = folder.resolve(photos).resolve("class" + i % 2).resolve(i + ".png");
                Files.createDirectories(file.getParent());
                BufferedImage image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
                image.setRGB(random.nextInt(40), random.nextInt(32), 0xffff00);
                ImageIO.write(image, "png", file.toFile());
            }
        }
    }

    /** Whether a sentence shows how a command is written, with a word that the reader replaces. */
    private boolean isForm(String command) {
        return PLACEHOLDER.matcher(command).find()
                || (run.isEmpty() && command.contains("RUN"))
                || MarkdownPages.split(command).size() == 2;
    }

    /** Returns the names of the runs that a comparison has with all its steps. */
    private Set<String> plan(String command) {
        Matcher compared = COMPARED.matcher(command);
        if (!compared.find()) {
            return Set.of();
        }
        Terminal terminal = new Terminal();
        String config = folder.resolve(compared.group(1)).toString();
        assertThat(terminal.vaelab("compare", config, "--dry-run")).as("%s", terminal).isZero();
        return RUN_NAME.matcher(terminal.out())
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
    }

    private void execute(String shown) throws IOException, InterruptedException {
        String command = quick(shown);
        command =
                command.replaceFirst("^VAELAB/", "./")
                        .replaceAll("\\bCONFIG\\b", "configs/quickstart.yaml");
        Matcher name = RUN_NAME.matcher(command);
        if (name.find()) {
            String here = first("runs/*/runs/" + name.group(1) + "-*");
            command = name.replaceAll(here.substring(here.lastIndexOf('/') + 1));
        }
        if (command.matches(".*\\bRUN\\b.*")) {
            assertThat(run).as("a comment <!-- RUN: ... --> before %s", shown).isNotEmpty();
            command = command.replaceAll("\\bRUN\\b", Matcher.quoteReplacement(first(run)));
        }
        if (command.matches("\\./vaelab (list|describe)\\b.*")) {
            Terminal terminal = new Terminal();
            String[] words = MarkdownPages.split(command).toArray(String[]::new);
            assertThat(terminal.vaelab(Arrays.copyOfRange(words, 1, words.length)))
                    .as("%s%n%s", shown, terminal)
                    .isZero();
            return;
        }
        Path output = folder.resolve("output.txt");
        ProcessBuilder shell =
                new ProcessBuilder("bash", "-c", command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        // Some pages write to ~.
        shell.environment().put("HOME", folder.toString());
        shell.environment().put("VAELAB_DATA", data.toString());
        Path maven = Path.of(System.getProperty("user.home"), ".m2");
        shell.environment().putIfAbsent("MAVEN_USER_HOME", maven.toString());
        long start = System.nanoTime();
        Process process = shell.start();
        boolean hasEnded = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        System.out.printf("%5.1f s  %s%n", (System.nanoTime() - start) / 1e9, command);
        assertThat(hasEnded).as("%s%n%s", command, Files.readString(output)).isTrue();
        assertThat(process.exitValue())
                .as("%s%nas: %s%n%s", shown, command, Files.readString(output))
                .isZero();
    }

    /** Returns a command with few steps, draws and examples. */
    private String quick(String shown) throws IOException {
        String command =
                shown.replaceAll("training\\.steps=\\d+", "training.steps=20")
                        .replaceAll("importanceSamples=\\d+", "importanceSamples=20");
        List<String> settings = new ArrayList<>();
        if (!command.contains("training.steps")) {
            settings.add("training.steps=20");
        }
        if (!command.contains("evaluation.")) {
            settings.add("evaluation.samples=1");
            settings.add("evaluation.importanceExamples=20");
        }
        String drawn = drawn(command);
        if (!drawn.isEmpty()) {
            // A series takes as long as five images.
            int share = drawn.equals("oscillators") ? 5 : 1;
            settings.add("data.train=" + TRAIN / share);
            settings.add("data.test=" + TEST / share);
        } else if (command.contains("configs/networks.yaml")) {
            // Convolutions of 20 steps take as long as all other models.
            settings.add("'seeds=[1]'");
        }
        String added = settings.stream().map(s -> " --set " + s).collect(Collectors.joining());
        return command.replaceFirst("( compare \\S+)", "$1" + added);
    }

    /** Returns the source of the data if they may have fewer examples, and else nothing. */
    private String drawn(String command) throws IOException {
        Matcher config = Pattern.compile(" compare (\\S+\\.yaml)").matcher(command);
        if (!config.find() || command.contains("data.")) {
            return "";
        }
        Matcher source = DRAWN.matcher(Files.readString(folder.resolve(config.group(1))));
        return source.find() ? source.group(1) : "";
    }

    /** Returns the first file of a pattern, as a shell finds it. */
    private String first(String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(folder, 6)) {
            return files.map(folder::relativize)
                    .filter(
                            file ->
                                    folder.getFileSystem()
                                            .getPathMatcher("glob:" + pattern)
                                            .matches(file))
                    .map(Path::toString)
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no file is " + pattern));
        }
    }

    /** Returns headings, heads of tables and names of figures of a report, without numbers. */
    private static List<String> outline(Path report) throws IOException {
        List<String> outline = new ArrayList<>();
        boolean isCode = false;
        String before = "";
        for (String line : Files.readAllLines(report)) {
            isCode ^= line.startsWith("```");
            if (!isCode && (line.startsWith("#") || line.startsWith("!["))) {
                outline.add(line.replaceAll("^!\\[.*\\]\\((.*)\\)$", "$1"));
            } else if (!isCode && line.startsWith("|") && !before.startsWith("|")) {
                // Times are in seconds, minutes or hours, as suits them.
                outline.add(line.replaceAll("\\d[\\d,.]*", "N").replaceAll("time<br>\\w+", "time"));
            }
            before = line;
        }
        return outline;
    }
}
