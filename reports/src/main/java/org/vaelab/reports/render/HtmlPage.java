// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Glyphs;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.tables.HtmlTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.TextTemplate;

/**
 * A report as one HTML page that loads nothing from outside. Apart from its script and style it is
 * well-formed XML.
 *
 * <p>Every part of the page works without its script. The script sorts tables, enlarges figures,
 * copies commands and switches between the light and the dark scheme. The content security policy
 * of the page allows this script alone, by its hash.
 */
@Internal
public final class HtmlPage {

    private static final int LARGEST_SCALE = 4;
    private static final int SHEET_WIDTH = 640;

    private final Set<String> targets;
    private final Set<Format> formats;

    private HtmlPage(Set<String> targets, Set<Format> formats) {
        this.targets = targets;
        this.formats = formats;
    }

    /**
     * Returns the page.
     *
     * @param formats the formats in which the report is written, to whose files the page links
     */
    public static String of(Content content, Set<Format> formats) {
        HtmlPage page = new HtmlPage(content.targets(), formats);
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Section section : content.sections()) {
            List<?> blocks = section.blocks().stream().map(page::shown).toList();
            shown.add(Map.of("id", section.id(), "title", section.title(), "blocks", blocks));
        }
        String sections = filled("sections.html", Map.of("sections", shown));
        String script = TextTemplate.text(HtmlPage.class, "report.js");
        Map<String, Object> values = new HashMap<>();
        values.put("title", content.title());
        values.put("protocol", content.protocol());
        values.put("style", TextTemplate.text(HtmlPage.class, "report.css"));
        values.put("script", script);
        values.put("hash", hash(script));
        values.put("contents", shown);
        values.put("sections", sections);
        values.put("glyphs", Glyphs.definitions(sections));
        values.put("brief", shown.stream().anyMatch(of -> Sections.SETUP.equals(of.get("id"))));
        values.put("markdown", formats.contains(Format.MARKDOWN));
        return filled("report.html", values);
    }

    private static String filled(String template, Object facts) {
        return TextTemplate.fill(HtmlPage.class, template, facts, Escape::html);
    }

    /** Returns what the template shows of a block. */
    private Map<String, @Nullable Object> shown(Section.Block block) {
        if (block instanceof Section.OfTable of) {
            Map<String, String> tables = new LinkedHashMap<>();
            of.tables().forEach((words, table) -> tables.put(words, table(table)));
            return of.shown(
                    Map.of(
                            "several", tables.size() > 1,
                            "name", of.table().id(),
                            "tables", tables.entrySet()));
        } else if (block instanceof Section.OfFigure of) {
            return of.shown(figure(of.figure()));
        } else if (block instanceof Section.Source of) {
            return of.shown(Map.of("name", of.name(), "code", code(of.text().strip())));
        } else if (block instanceof Section.Sheets of) {
            List<?> sheets = of.sheets().stream().map(HtmlPage::sheet).toList();
            return of.shown(Map.of("model", of.model(), "sheets", sheets));
        } else if (block instanceof Section.Entries of) {
            List<String> tables = of.settings().stream().map(this::table).toList();
            return of.shown(Map.of("entries", of.entries(), "tables", tables));
        }
        return block.shown(block);
    }

    private static String code(String text) {
        return text.replace("\r\n", "\n");
    }

    private String table(Table table) {
        return HtmlTable.of(table, targets).strip();
    }

    /** A figure is there in both widths. The style sheet shows one of them. */
    private Map<String, Object> figure(Figure figure) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("svg", "SVG");
        if (formats.contains(Format.LATEX)) {
            files.put("pdf", "PDF");
        }
        if (formats.contains(Format.MARKDOWN)) {
            files.put("png", "PNG");
        }
        if (formats.contains(Format.LATEX)) {
            files.put("tex", "LaTeX");
        }
        List<Map<String, Object>> drawings = new ArrayList<>();
        for (Width width : Width.values()) {
            boolean isOne = width == Width.COLUMN;
            drawings.add(
                    Map.of(
                            "width",
                            width.name().toLowerCase(Locale.ROOT),
                            "svg",
                            figure.inlineSvg(width).strip(),
                            "file",
                            "figures/" + width.file(figure.id()),
                            "columns",
                            isOne ? "1 column" : "2 columns",
                            "words",
                            isOne ? "in one column" : "in two columns",
                            "files",
                            files.entrySet()));
        }
        return Map.of("id", figure.id(), "caption", figure.caption(), "drawings", drawings);
    }

    private static Map<String, Object> sheet(Section.Sheet sheet) {
        int scale = Math.max(1, Math.min(LARGEST_SCALE, SHEET_WIDTH / sheet.width()));
        return Map.of(
                "caption",
                sheet.caption(),
                "width",
                scale * sheet.width(),
                "height",
                scale * sheet.height(),
                "png",
                Base64.getEncoder().encodeToString(sheet.png()));
    }

    private static String hash(String script) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
