// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Markdown files of the repository: their links, headings, commands and configs. */
final class MarkdownPages {

    private static final Pattern FENCE = Pattern.compile("^\\s*```(.*)$");
    private static final Pattern LINK =
            Pattern.compile("\\]\\(<?([^)>\\s]+)>?\\)|(?:src|srcset|href)=\"([^\"]+)\"");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|`|\\s)(?:\\$ )?(?:\\./|<VaeLab>/)vaelab (.+)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$");
    private static final Pattern LINKED_TEXT = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

    private static final Pattern SHELL_COMMENT =
            Pattern.compile("<!-- (not run|given|RUN): (.+?) -->");

    /** How a command of a code block begins. */
    private static final Pattern SHELL_BLOCK =
            Pattern.compile(
                    "[\\w./<>]+/(vaelab|mvnw|gpu-check\\.sh) |\\.ci/\\w|[A-Z_]+=\\S+ |"
                            + "(cd|env|export|for|git|java|jupyter|node|npm|pip|python3|read) ");

    /** How a command in a sentence begins. */
    private static final Pattern SHELL_INLINE =
            Pattern.compile(
                    "\\./(vaelab|mvnw) |\\.ci/\\w|[A-Z_]+=\\S+ \\.|(node|npm|jupyter|pip) \\w");

    /** Folders of builds and runs, and sources, whose templates are not pages. */
    private static final Set<String> SKIPPED =
            Set.of("target", "src", "runs", "lib", "node_modules");

    private MarkdownPages() {}

    /**
     * A block of YAML.
     *
     * @param line its first line, from 1
     * @param mark the HTML comment before it, such as fragment, or nothing
     * @param text the YAML
     */
    record Block(int line, String mark, String text) {}

    /** Returns all pages below a folder, sorted. */
    static List<Path> below(Path root) {
        List<Path> pages = new ArrayList<>();
        try {
            Files.walkFileTree(
                    root,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            String name = String.valueOf(folder.getFileName());
                            boolean isSkipped =
                                    !folder.equals(root)
                                            && (SKIPPED.contains(name) || name.startsWith("."));
                            return isSkipped
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (file.toString().endsWith(".md")) {
                                pages.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages.stream().sorted().toList();
    }

    static List<String> lines(Path page) {
        try {
            return Files.readAllLines(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the targets of all links outside of code. */
    static List<String> links(Path page) {
        List<String> links = new ArrayList<>();
        for (String line : prose(page)) {
            Matcher link = LINK.matcher(INLINE_CODE.matcher(line).replaceAll(""));
            while (link.find()) {
                links.add(link.group(1) == null ? link.group(2) : link.group(1));
            }
        }
        return links;
    }

    /** Returns the anchors of a page's headings, as code hosts make them. */
    static Set<String> anchors(Path page) {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : prose(page)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String text = LINKED_TEXT.matcher(heading.group(1)).replaceAll("$1");
                String anchor =
                        text.toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .strip()
                                .replace(' ', '-');
                int count = seen.merge(anchor, 1, Integer::sum);
                anchors.add(count == 1 ? anchor : anchor + "-" + (count - 1));
            }
        }
        return anchors;
    }

    private static List<String> prose(Path page) {
        List<String> prose = new ArrayList<>();
        boolean isCode = false;
        for (String line : lines(page)) {
            if (FENCE.matcher(line).matches()) {
                isCode = !isCode;
            } else if (!isCode) {
                prose.add(line);
            }
        }
        return prose;
    }

    /**
     * Returns the arguments of each command line that begins with {@code ./vaelab}. A comment after
     * two spaces or a number sign, and what the shell does after the command, are left out.
     */
    static List<String> commands(Path page) {
        List<String> commands = new ArrayList<>();
        String text =
                String.join("\n", lines(page))
                        .replaceAll("<!-- .*? -->", "")
                        .replaceAll("\\\\\n\\s*", "");
        for (String line : text.split("\n", -1)) {
            Matcher command = COMMAND.matcher(line);
            while (command.find()) {
                String arguments = command.group(1);
                if (command.group().startsWith("`")) {
                    arguments = arguments.split("`", 2)[0];
                }
                commands.add(arguments.split(" {2,}| # | \\|\\| | && | \\| | > | & ?$|; ", 2)[0]);
                if (!command.group().startsWith("`")) {
                    break;
                }
                command.region(command.start(1) + arguments.length(), line.length());
            }
        }
        return commands;
    }

    /**
     * A command of a page, or a comment about its commands.
     *
     * @param isInline whether it is part of a sentence or a table
     */
    record ShellLine(Kind kind, boolean isInline, String text) {

        /** What a line is; the comments are {@code <!-- not run: ... -->} and so on. */
        enum Kind {
            COMMAND,
            NOT_RUN,
            GIVEN,
            RUN
        }

        boolean isOfVaelab() {
            return kind == Kind.COMMAND && text.matches("(\\./|VAELAB/)vaelab .+");
        }
    }

    /**
     * Returns the commands of all code blocks of a shell, and those of VaeLab, Maven, Node.js and
     * continuous integration that sentences mention, between the comments about them. A remark
     * after two spaces is left out.
     */
    static List<ShellLine> shell(Path page) {
        List<ShellLine> shell = new ArrayList<>();
        String language = null;
        String text = String.join("\n", lines(page)).replaceAll("\\\\\n\\s*", "");
        for (String line : text.split("\n", -1)) {
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                language = language == null ? fence.group(1) : null;
                continue;
            }
            if (language == null) {
                Matcher comment = SHELL_COMMENT.matcher(line);
                while (comment.find()) {
                    String kind = comment.group(1).replace(' ', '_').toUpperCase(Locale.ROOT);
                    shell.add(new ShellLine(ShellLine.Kind.valueOf(kind), false, comment.group(2)));
                }
            }
            if (language == null ? line.startsWith("    ") : language.matches("|sh|bash")) {
                String command = line.strip().split(" {2,}| # ", 2)[0];
                if (SHELL_BLOCK.matcher(command).lookingAt()) {
                    shell.add(new ShellLine(ShellLine.Kind.COMMAND, false, command));
                    continue;
                }
            }
            Matcher code = INLINE_CODE.matcher(language == null ? line : "");
            while (code.find()) {
                String command = code.group().substring(1, code.group().length() - 1);
                if (SHELL_INLINE.matcher(command).lookingAt()) {
                    shell.add(new ShellLine(ShellLine.Kind.COMMAND, true, command));
                }
            }
        }
        return shell;
    }

    /** Splits arguments as a shell does, with quotes. */
    static List<String> split(String arguments) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+").matcher(arguments);
        while (word.find()) {
            words.add(word.group().replaceAll("[\"']", ""));
        }
        return words;
    }

    static List<Block> yaml(Path page) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = lines(page);
        String mark = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```yaml")) {
                int first = i + 1;
                StringBuilder text = new StringBuilder();
                while (!lines.get(++i).startsWith("```")) {
                    text.append(lines.get(i)).append('\n');
                }
                blocks.add(new Block(first, mark, text.toString()));
            } else if (FENCE.matcher(line).matches()) {
                while (!lines.get(++i).strip().startsWith("```")) {
                    // other code
                }
            }
            if (!line.isBlank()) {
                mark = line.startsWith("<!-- ") ? line.replaceAll("<!-- | -->", "") : "";
            }
        }
        return blocks;
    }
}
