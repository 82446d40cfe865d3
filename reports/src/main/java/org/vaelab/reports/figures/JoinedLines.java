// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import de.erichseifert.vectorgraphics2d.intermediate.CommandSequence;
import de.erichseifert.vectorgraphics2d.intermediate.MutableCommandSequence;
import de.erichseifert.vectorgraphics2d.intermediate.commands.Command;
import de.erichseifert.vectorgraphics2d.intermediate.commands.DrawShapeCommand;
import de.erichseifert.vectorgraphics2d.intermediate.commands.SetColorCommand;
import de.erichseifert.vectorgraphics2d.intermediate.commands.SetFontCommand;
import de.erichseifert.vectorgraphics2d.intermediate.commands.SetStrokeCommand;
import java.awt.Color;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins segments into curves, and drops elements without effect: fonts, and fully transparent
 * drawing.
 *
 * <p>XChart draws a curve as separate segments: their ends do not join, translucent ones overlap in
 * dots, and the file is several times larger.
 */
final class JoinedLines {

    private final MutableCommandSequence out = new MutableCommandSequence();
    private final List<Command<?>> held = new ArrayList<>();
    private @Nullable Path2D curve;
    private @Nullable Point2D end;
    private @Nullable Color curveColour;
    private @Nullable Stroke curveStroke;
    private @Nullable Color colour;
    private @Nullable Stroke stroke;

    private JoinedLines() {}

    static CommandSequence of(CommandSequence commands) {
        JoinedLines joined = new JoinedLines();
        commands.forEach(joined::take);
        joined.flush();
        return joined.out;
    }

    private void take(Command<?> command) {
        if (command instanceof SetFontCommand) {
            // Text is drawn as outlines. Each font in the PDF would cost a search of the machine.
            return;
        }
        if (command instanceof SetColorCommand set) {
            colour = set.getValue();
            held.add(command);
        } else if (command instanceof SetStrokeCommand set) {
            stroke = set.getValue();
            held.add(command);
        } else if (command instanceof DrawShapeCommand draw) {
            if (colour == null || colour.getAlpha() > 0) {
                draw(draw);
            }
        } else {
            flush();
            out.add(command);
        }
    }

    private void draw(DrawShapeCommand command) {
        if (!(command.getValue() instanceof Line2D line)) {
            flush();
            out.add(command);
            return;
        }
        if (curve != null
                && line.getP1().equals(end)
                && colour != null
                && colour.equals(curveColour)
                && stroke != null
                && stroke.equals(curveStroke)) {
            // Settings since the last segment have been restored.
            held.clear();
        } else {
            flush();
            curve = new Path2D.Double();
            curve.moveTo(line.getX1(), line.getY1());
            curveColour = colour;
            curveStroke = stroke;
        }
        curve.lineTo(line.getX2(), line.getY2());
        end = line.getP2();
    }

    private void flush() {
        if (curve != null) {
            out.add(new DrawShapeCommand(curve));
            curve = null;
        }
        held.forEach(out::add);
        held.clear();
    }
}
