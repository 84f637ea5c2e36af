using BenchmarkDotNet.Running;
using IpAccess.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(FindBenchmarks).Assembly).Run(args);
