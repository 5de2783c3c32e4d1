// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.picture;

import io.ringlane.plan.report.chart.Chart;
import io.ringlane.plan.report.chart.CurveChart;
import io.ringlane.plan.report.chart.FlowChart;
import io.ringlane.plan.report.chart.HeatMap;
import io.ringlane.plan.report.chart.PublishedPoints;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.chart.Tornado;
import io.ringlane.plan.report.chart.Waterfall;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/** Draws any chart as one picture, without a screen: for documents and messages that take no page. Stateless. */
public final class Pictures {
    private Pictures() {}

    /** Writes a PNG file. */
    public static void write(Chart chart, Path file) throws IOException {
        if (!ImageIO.write(draw(chart), "png", file.toFile())) {
            throw new IOException("this Java cannot write PNG files");
        }
    }

    /** The charts it is made of, one above the other. */
    static BufferedImage draw(Chart chart) {
        System.setProperty("java.awt.headless", "true");
        return stacked(
                switch (chart) {
                    case CurveChart curves -> CurvePicture.draw(curves);
                    case HeatMap map -> List.of(HeatPicture.draw(map));
                    case TimelineChart timeline -> TimelinePicture.draw(timeline);
                    case Waterfall waterfall -> BarPictures.draw(waterfall);
                    case FlowChart flow -> List.of(BarPictures.draw(flow));
                    case Tornado tornado -> List.of(BarPictures.draw(tornado));
                    case PublishedPoints published -> List.of(BarPictures.draw(published));
                });
    }

    private static BufferedImage stacked(List<? extends IChart> charts) {
        List<BufferedImage> images =
                charts.stream().map(BitmapEncoder::getBufferedImage).toList();
        int height = images.stream().mapToInt(BufferedImage::getHeight).sum();
        BufferedImage all = new BufferedImage(Palette.WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = all.createGraphics();
        int top = 0;
        for (BufferedImage image : images) {
            pen.drawImage(image, 0, top, null);
            top += image.getHeight();
        }
        pen.dispose();
        return all;
    }
}
