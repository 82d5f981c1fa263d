Console.WriteLine("usage: -- imaging | crash");
