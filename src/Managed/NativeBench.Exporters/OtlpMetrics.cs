using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace NativeBench.Exporters;

/// <summary>Sends a meter's metrics to an OpenTelemetry collector once a second, from a thread of its own.</summary>
public sealed class OtlpMetrics : IDisposable
{
    private const int PeriodMs = 1000;
    private const int FlushMs = 5000;
    private const int GrpcPort = 4317;

    private readonly MeterProvider _provider;

    private OtlpMetrics(MeterProvider provider) => _provider = provider;

    /// <summary>Begins; nothing is sent before the first period is over.</summary>
    /// <param name="endpoint">The collector: gRPC at port 4317, else HTTP with protobuf, at /v1/metrics where no path is given.</param>
    /// <param name="meter">Name of the meter.</param>
    /// <param name="version">Version of this program, for the resource.</param>
    public static OtlpMetrics Start(Uri endpoint, string meter, string version)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var grpc = endpoint.Port == GrpcPort;
        var address = grpc || endpoint.AbsolutePath.Length > 1 ? endpoint : new Uri(endpoint, "/v1/metrics");
        var provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("nativebench", serviceVersion: version))
            .AddMeter(meter)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = address;
                exporter.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = PeriodMs;
            })
            .Build()!;
        return new OtlpMetrics(provider);
    }

    /// <summary>Sends what there is now.</summary>
    public void Flush() => _provider.ForceFlush(FlushMs);

    /// <summary>Sends the rest and ends.</summary>
    public void Dispose() => _provider.Dispose();
}
